import {
  PolicyDocumentError,
  PolicyTooLargeError,
  parsePolicyDocument,
  requirePolicySize,
} from '@fleet/iot-policy';
import { MalformedPolicyException } from '../errors';

/**
 * Answers the document as it was given, once it is known to be a policy of legal size.
 * @throws MalformedPolicyException
 */
export function checkPolicyDocument(document: string | undefined): string {
  if (document === undefined) {
    throw new MalformedPolicyException('The policy document is missing');
  }
  try {
    requirePolicySize(document);
    parsePolicyDocument(document);
    return document;
  } catch (cause) {
    if (!(cause instanceof PolicyDocumentError) && !(cause instanceof PolicyTooLargeError)) {
      throw cause;
    }
    throw new MalformedPolicyException(
      `Policy document is malformed: ${cause instanceof PolicyDocumentError && cause.path === '' ? cause.fault : cause.message}`,
      { cause },
    );
  }
}
