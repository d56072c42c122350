import { AwsError } from '@fleet/aws-wire';
import type { SessionPolicies } from '@fleet/aws-wire';
import { PolicyDocumentError } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import type { StsParts } from './sts-parts';

const mostPolicyArns = 10;
const longestPolicy = 2_048;

/** What AssumeRole asks a session to be limited to. */
interface AskedPolicies {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

/**
 * The policies of a session, checked (STS API reference, AssumeRole). Guessed: the error for a managed policy that is
 * not there.
 * @returns `undefined` for a session that may do what its role may
 * @throws AwsError MalformedPolicyDocument, ValidationError
 */
export function askedSessionPolicies(
  { documents, roles }: StsParts,
  { Policy: policy, PolicyArns = [] }: AskedPolicies,
): SessionPolicies | undefined {
  if (policy === undefined && PolicyArns.length === 0) {
    return undefined;
  }
  const policyArns = PolicyArns.flatMap(({ arn }) => arn ?? []);
  if (policyArns.length > mostPolicyArns || (policy !== undefined && policy.length > longestPolicy)) {
    throw invalid(
      `a session has at most ${mostPolicyArns} PolicyArns and a Policy of ${longestPolicy} characters`,
    );
  }
  const missing = policyArns.find((arn) => roles.managedPolicy('sts', arn) === undefined);
  if (missing !== undefined) {
    throw invalid(`PolicyArns: there is no policy ${missing}`);
  }
  if (policy !== undefined) {
    checkDocument(documents, policy);
  }
  return { policyArns, ...defined({ policy }) };
}

function checkDocument(documents: StsParts['documents'], policy: string): void {
  try {
    documents.parse(policy, 'identity');
  } catch (error) {
    throw error instanceof PolicyDocumentError
      ? new AwsError('MalformedPolicyDocument', error.message, { status: 400, cause: error })
      : error;
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message, { status: 400 });
}
