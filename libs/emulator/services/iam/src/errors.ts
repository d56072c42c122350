import { AwsError } from '@fleet/aws-wire';
import { parsePolicyDocument, PolicyDocumentError } from '@fleet/iam-policy';
import type { PolicyKind } from '@fleet/iam-policy';

export const noSuchEntity = (kind: string, name: string) =>
  new AwsError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`);

export const entityAlreadyExists = (kind: string, name: string) =>
  new AwsError('EntityAlreadyExists', `${kind} with name ${name} already exists.`);

export const deleteConflict = (message: string) => new AwsError('DeleteConflict', message);

export const invalidInput = (message: string) => new AwsError('ValidationError', message, { status: 400 });

export const limitExceeded = (message: string) => new AwsError('LimitExceeded', message);

/**
 * The document as it is written, for IAM gives it back so.
 * @throws AwsError MalformedPolicyDocument, with the place of the fault
 */
export function checkedDocument(document: string, kind: PolicyKind): string {
  try {
    parsePolicyDocument(document, kind);
  } catch (error) {
    throw error instanceof PolicyDocumentError
      ? new AwsError('MalformedPolicyDocument', error.message)
      : error;
  }
  return document;
}

const namePattern = /^[\w+=,.@-]+$/;

/** @throws AwsError ValidationError */
export function checkedName(kind: string, name: string, longest: number): string {
  if (namePattern.test(name) && name.length <= longest) {
    return name;
  }
  throw invalidInput(`The ${kind} name must have 1 to ${longest} characters of [\\w+=,.@-].`);
}
