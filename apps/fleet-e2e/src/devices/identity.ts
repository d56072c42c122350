import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import type { IoT } from '@aws-sdk/client-iot';
import { eventually } from '@fleet/eventually';
import { bundleFiles } from '@fleet/fleet-contract';
import { strFromU8, unzipSync } from 'fflate';

/** What a device shows to connect, as PEM texts. */
export interface Identity {
  readonly certificate: string;
  readonly privateKey: string;
}

/** The claim in a device bundle, as a thief of client.zip has it. */
export function claimOf(bundle: Uint8Array): Identity {
  const files = unzipSync(bundle);
  const text = (name: string): string => {
    const content = files[name];
    assert(content !== undefined, `The bundle has ${name}`);
    return strFromU8(content);
  };
  return { certificate: text(bundleFiles.claimCertificate), privateKey: text(bundleFiles.claimPrivateKey) };
}

/** Has the API make a key and an ACTIVE certificate that carries the policy, without any fleet. */
export async function createIdentity(iot: IoT, policyName: string): Promise<Identity> {
  const { certificateArn, certificatePem, keyPair } = await iot.createKeysAndCertificate({
    setAsActive: true,
  });
  const privateKey = keyPair?.PrivateKey;
  assert(
    certificatePem !== undefined && privateKey !== undefined,
    'The API answers with certificate and key',
  );
  await iot.attachPolicy({ policyName, target: certificateArn });
  await policyInEffect(iot, policyName, certificateArn);
  return { certificate: certificatePem, privateKey };
}

/** Waits until whoever connects with the certificate has the policy. */
export async function policyInEffect(
  iot: IoT,
  policyName: string,
  principal: string | undefined,
): Promise<void> {
  await eventually(`effect of policy ${policyName}`, async () => {
    const { effectivePolicies = [] } = await iot.getEffectivePolicies({ principal });
    return effectivePolicies.find((policy) => policy.policyName === policyName);
  });
}

/** As AWS IoT computes it: the SHA-256 of the certificate's DER. */
export function certificateIdOf({ certificate }: Pick<Identity, 'certificate'>): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
}
