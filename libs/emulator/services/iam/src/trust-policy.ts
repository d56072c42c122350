import { evaluate, parsePolicyDocument, PolicyDocumentError, requestContext } from '@fleet/iam-policy';
import type { PolicyDocument } from '@fleet/iam-policy';

type PolicyStatement = PolicyDocument['statements'][number];

/** What a service asks about: a role, and the policy that says who may assume it, as JSON. */
interface TrustingRole {
  readonly arn: string;
  readonly trustPolicy: string;
}

/**
 * Keys that have a value on AWS, but none here: the ARN of what the service takes the role for is not known while that
 * is made, and this account belongs to no organization.
 */
const unknownKeys: ReadonlySet<string> = new Set(['aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths']);

/**
 * Whether the trust policy of a role lets a service (`iot.amazonaws.com`) assume it on behalf of the account. A
 * condition on a key that is not known counts as met in an Allow, and as not met in a Deny.
 */
export function trustsService(
  { arn, trustPolicy }: TrustingRole,
  service: string,
  { accountId, now }: { accountId: string; now: Date },
): boolean {
  const document = readTrustPolicy(trustPolicy);
  if (document === undefined) {
    return false;
  }
  const requester = { kind: 'service', name: service } as const;
  const context = requestContext({ requester, now, keys: { 'aws:SourceAccount': accountId } });
  const request = { requester, action: 'sts:AssumeRole', resource: arn, context };
  const statements = document.statements.flatMap(withoutUnknownKeys);
  const resource = { name: 'trust policy', document: { ...document, statements } };
  return evaluate(request, { resource }).decision === 'allowed';
}

function withoutUnknownKeys(statement: PolicyStatement): PolicyStatement[] {
  const conditions = statement.conditions.filter(({ key }) => !unknownKeys.has(key.toLowerCase()));
  const isDecidable = conditions.length === statement.conditions.length;
  return isDecidable || statement.effect === 'Allow' ? [{ ...statement, conditions }] : [];
}

/** IAM takes no malformed document; a data directory of before may have one. It lets nobody in. */
function readTrustPolicy(text: string): PolicyDocument | undefined {
  try {
    return parsePolicyDocument(text, 'trust');
  } catch (error) {
    if (error instanceof PolicyDocumentError) {
      return undefined;
    }
    throw error;
  }
}
