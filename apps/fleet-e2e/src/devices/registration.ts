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

/** @throws RequestRejectedError with the status that a device sees */
export function register(
  transport: ProvisioningTransport,
  templateName: string,
  { ownershipToken }: PendingCertificate,
  parameters: Readonly<Record<string, string>>,
): Promise<RegisteredThing> {
  return registerThing(transport, {
    templateName,
    certificateOwnershipToken: ownershipToken,
    parameters,
  });
}
