import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';
import { parsePolicyDocument, PolicyDocumentError } from '@fleet/iam-policy';
import type { KeyRecord } from './key-repository';
import type { KmsParts } from './kms-parts';

/** The id in a key's id or ARN, or of the key behind an alias' name or ARN; `undefined` for an unknown alias. */
export function keyNameOf({ keys }: Pick<KmsParts, 'keys'>, reference: string): string | undefined {
  const name = reference.replace(/^arn:aws:kms:[^:]*:[^:]*:/, '').replace(/^key\//, '');
  return name.startsWith('alias/') ? keys.alias(name)?.keyId : name;
}

/** A key by its id, its ARN, or the name or ARN of an alias. @throws AwsError NotFoundException */
export function existingKey({ keys, clock }: KmsParts, reference: string): KeyRecord {
  keys.deleteDue(clock.nowMillis());
  const id = keyNameOf({ keys }, reference);
  const key = id === undefined ? undefined : keys.find(id);
  if (key === undefined) {
    throw notFound(`Key '${reference}' does not exist`);
  }
  return key;
}

/** A key policy as it is written. @throws AwsError MalformedPolicyDocumentException */
export function checkedPolicy(policy: string): string {
  try {
    parsePolicyDocument(policy, 'resource');
    return policy;
  } catch (error) {
    throw error instanceof PolicyDocumentError
      ? new AwsError('MalformedPolicyDocumentException', error.message)
      : error;
  }
}

export function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message);
}

const encryption = { KeyUsage: 'ENCRYPT_DECRYPT', KeySpec: 'SYMMETRIC_DEFAULT' } as const;

/** Of the one kind of asymmetric key that this cloud has. */
export const signature = {
  KeyUsage: 'SIGN_VERIFY' as const,
  KeySpec: 'ECC_NIST_P256' as const,
  SigningAlgorithms: ['ECDSA_SHA_256' as const],
};

export function describeKey(
  { id, created, description, enabled, deletion, signingKey }: KeyRecord,
  context: RequestContext,
) {
  const kind = signingKey === undefined ? encryption : signature;
  const state = deletion !== undefined ? 'PendingDeletion' : enabled ? 'Enabled' : 'Disabled';
  return {
    KeyId: id,
    Arn: keyArn(id, context),
    AWSAccountId: context.accountId,
    CreationDate: new Date(created),
    Description: description,
    Enabled: enabled,
    KeyState: state,
    ...kind,
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    DeletionDate: deletion === undefined ? undefined : new Date(deletion),
  } as const;
}

export function keyArn(id: string, { region, accountId }: RequestContext): string {
  return `arn:aws:kms:${region}:${accountId}:key/${id}`;
}
