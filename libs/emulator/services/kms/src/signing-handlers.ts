import { createPublicKey, sign } from 'node:crypto';
import { AwsError, type RequestContext } from '@fleet/aws-wire';
import type { KeyRecord } from './key-repository';
import { existingKey, keyArn, signature } from './keys';
import type { KmsHandlers, KmsParts } from './kms-parts';

/** Bytes of a message that is not hashed yet (API reference, Sign). */
const longestMessage = 4_096;

/** The operations of a key that signs. */
export function signingHandlers(parts: KmsParts): KmsHandlers {
  return {
    GetPublicKey: ({ KeyId }, context) => {
      const key = existingKey(parts, KeyId);
      const PublicKey = createPublicKey(materialOf(key, context)).export({ type: 'spki', format: 'der' });
      return { KeyId: keyArn(key.id, context), PublicKey, ...signature };
    },
    Sign: ({ KeyId, Message, MessageType = 'RAW', SigningAlgorithm }, context) => {
      const key = existingKey(parts, KeyId);
      const material = materialOf(key, context);
      const arn = keyArn(key.id, context);
      if (SigningAlgorithm !== 'ECDSA_SHA_256') {
        throw new AwsError('InvalidKeyUsageException', `${arn} does not sign with ${SigningAlgorithm}.`);
      }
      if (MessageType !== 'RAW') {
        throw new AwsError('UnsupportedOperationException', 'This cloud hashes what it signs: send it RAW.');
      }
      if (Message.length > longestMessage) {
        throw new AwsError('ValidationException', `A RAW message has at most ${longestMessage} bytes.`);
      }
      return { KeyId: arn, SigningAlgorithm, Signature: sign('sha256', Message, material) };
    },
  };
}

/** @throws AwsError as KMS does for a key that cannot sign, or not now */
function materialOf({ id, enabled, deletion, signingKey }: KeyRecord, context: RequestContext): string {
  const arn = keyArn(id, context);
  if (signingKey === undefined) {
    throw new AwsError('UnsupportedOperationException', `${arn} is a symmetric key.`);
  }
  if (deletion !== undefined) {
    throw new AwsError('KMSInvalidStateException', `${arn} is pending deletion.`);
  }
  if (!enabled) {
    throw new AwsError('DisabledException', `${arn} is disabled.`);
  }
  return signingKey;
}
