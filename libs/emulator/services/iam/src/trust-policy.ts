import { evaluate, parsePolicyDocument, PolicyDocumentError, requestContext } from '@fleet/iam-policy';
import type { PolicyDocument } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';

/** What a service asks about: a role, and the policy that says who may assume it, as JSON. */
interface TrustingRole {
  readonly arn: string;
  readonly trustPolicy: string;
}

/** A service that asks for a role. */
export interface AskingService {
  /** `iot.amazonaws.com` */
  readonly name: string;
  /** The account that it works for. */
  readonly accountId: string;
  /** What it takes the role for; absent where AWS does not say that a service tells it. */
  readonly sourceArn?: string | undefined;
}

/**
 * Whether the trust policy of a role lets a service assume it on behalf of the account.
 * @param onMissing told of a condition key that the policy asks for, and the service does not bring
 */
export function trustsService(
  { arn, trustPolicy }: TrustingRole,
  service: AskingService,
  { now, onMissing }: { readonly now: Date; readonly onMissing?: ((key: string) => void) | undefined },
): boolean {
  const document = readTrustPolicy(trustPolicy);
  if (document === undefined) {
    return false;
  }
  const requester = { kind: 'service', name: service.name } as const;
  const keys = () => ({
    'aws:SourceAccount': service.accountId,
    ...defined({ 'aws:SourceArn': service.sourceArn }),
  });
  const context = requestContext({ requester, now, keys, onMissing });
  const request = { requester, action: 'sts:AssumeRole', resource: arn, context };
  return evaluate(request, { resource: { name: 'trust policy', document } }).decision === 'allowed';
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
