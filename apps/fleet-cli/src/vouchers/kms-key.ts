import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, SignCommand, type KMSClient } from '@aws-sdk/client-kms';
import { joseSignature } from '@fleet/device-voucher';
import { UsageError } from '@fleet/fleet-operations';
import { publicHalf, type FactoryKey } from './factory-key';

/**
 * A private key that never leaves AWS KMS: an asymmetric one of the spec ECC_NIST_P256, for signing.
 * @throws UsageError
 */
export async function kmsKey(kms: KMSClient, keyId: string): Promise<FactoryKey> {
  const name = `the KMS key ${keyId}`;
  const { PublicKey: der, KeyUsage: usage } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (der === undefined || usage !== 'SIGN_VERIFY') {
    throw new UsageError(`${name} is not for signing: make one with the usage SIGN_VERIFY.`);
  }
  const publicKey = createPublicKey({ key: Buffer.from(der), type: 'spki', format: 'der' });
  return {
    name,
    publicKey: publicHalf(publicKey, name),
    sign: async (input) => {
      const { Signature: signature } = await kms.send(
        new SignCommand({
          KeyId: keyId,
          Message: input,
          MessageType: 'RAW',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      if (signature === undefined) {
        throw new Error(`AWS KMS answered without a signature for ${keyId}.`);
      }
      return joseSignature(signature);
    },
    atOnce: 32,
  };
}
