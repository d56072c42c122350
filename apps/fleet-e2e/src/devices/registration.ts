import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import {
  createCertificateFromCsr,
  registerThing,
  type ProvisioningTransport,
  type RegisteredThing,
} from '@fleet/provisioning-protocol';
import type { Identity } from './identity';

/** A certificate that was issued and is not registered yet. */
export interface PendingCertificate extends Identity {
  readonly certificateId: string;
  readonly ownershipToken: string;
}

/** Has a certificate issued over the identity of the connection. */
export async function obtainCertificate(transport: ProvisioningTransport): Promise<PendingCertificate> {
  const privateKey = generateIdentityKey();
  const csr = createCertificateRequest(privateKey, 'device');
  const { certificateId, certificatePem, certificateOwnershipToken } = await createCertificateFromCsr(
    transport,
    { csr },
  );
  return {
    certificate: certificatePem,
    privateKey,
    certificateId,
    ownershipToken: certificateOwnershipToken,
  };
}

const justRegistered = new WeakSet<Identity>();

/** Whether it was registered and has not carried a connection: a broker may not know of its policy yet. */
export function isJustRegistered(identity: Identity): boolean {
  return justRegistered.has(identity);
}

/** It has carried a connection. */
export function hasConnected(identity: Identity): void {
  justRegistered.delete(identity);
}

/** @throws RequestRejectedError with the status that a device sees */
export async function register(
  transport: ProvisioningTransport,
  templateName: string,
  certificate: PendingCertificate,
  parameters: Readonly<Record<string, string>>,
): Promise<RegisteredThing> {
  const registered = await registerThing(transport, {
    templateName,
    certificateOwnershipToken: certificate.ownershipToken,
    parameters,
  });
  justRegistered.add(certificate);
  return registered;
}
