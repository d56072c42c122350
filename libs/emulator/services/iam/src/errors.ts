import { AwsError } from '@fleet/aws-wire';

export const noSuchEntity = (kind: string, name: string) =>
  new AwsError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`);

export const entityAlreadyExists = (kind: string, name: string) =>
  new AwsError('EntityAlreadyExists', `${kind} with name ${name} already exists.`);

export const deleteConflict = (message: string) => new AwsError('DeleteConflict', message);

export const malformedPolicy = () =>
  new AwsError('MalformedPolicyDocument', 'The policy document is not JSON with a Statement.');

export const invalidInput = (message: string) => new AwsError('ValidationError', message, { status: 400 });

export const limitExceeded = (message: string) => new AwsError('LimitExceeded', message);

/** @throws AwsError MalformedPolicyDocument */
export function checkedDocument(document: string): string {
  try {
    const parsed: unknown = JSON.parse(document);
    if (typeof parsed === 'object' && parsed !== null && 'Statement' in parsed) {
      return document;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
  }
  throw malformedPolicy();
}

const namePattern = /^[\w+=,.@-]+$/;

/** @throws AwsError ValidationError */
export function checkedName(kind: string, name: string, longest: number): string {
  if (namePattern.test(name) && name.length <= longest) {
    return name;
  }
  throw invalidInput(`The ${kind} name must have 1 to ${longest} characters of [\\w+=,.@-].`);
}
