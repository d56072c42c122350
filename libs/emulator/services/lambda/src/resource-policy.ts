import type { AddPermissionCommandInput } from '@aws-sdk/client-lambda';
import type { Parsed } from '@fleet/aws-wire';
import { evaluate, parsePolicyDocument, PolicyDocumentError, requestContext } from '@fleet/iam-policy';
import type { ParsedDocuments } from '@fleet/iam-policy';
import { defined } from '@fleet/optional-members';
import { invalidParameter } from './errors';
import type { FunctionRecord, PolicyStatement } from './function-record';

/** The AWS service, and its resource, on whose behalf a function is invoked. */
export interface InvocationSource {
  /** For example `iot.amazonaws.com`. */
  readonly principal: string;
  readonly sourceArn?: string | undefined;
  readonly sourceAccount?: string | undefined;
}

/** @throws InvalidParameterValueException */
export function statementOf(functionArn: string, input: Parsed<AddPermissionCommandInput>): PolicyStatement {
  const { StatementId: id, Action: action, Principal: principal } = input;
  if (!/^[a-zA-Z0-9-_]{1,100}$/.test(id)) {
    throw invalidParameter('StatementId must match [a-zA-Z0-9-_]{1,100}.');
  }
  if (!/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/.test(action)) {
    throw invalidParameter(`Action ${action} is not valid.`);
  }
  const { SourceArn: arn, SourceAccount: account } = input;
  const condition = defined({
    ArnLike: arn === undefined ? undefined : { 'AWS:SourceArn': arn },
    StringEquals: account === undefined ? undefined : { 'AWS:SourceAccount': account },
  });
  const statement: PolicyStatement = {
    Sid: id,
    Effect: 'Allow',
    Principal: principalOf(principal),
    Action: action,
    Resource: functionArn,
    Condition: Object.keys(condition).length > 0 ? condition : undefined,
  };
  checkStatement(statement);
  return statement;
}

/** @throws InvalidParameterValueException for one that IAM could not evaluate */
function checkStatement(statement: PolicyStatement): void {
  try {
    parsePolicyDocument(policyText({ policy: [statement] }), 'resource');
  } catch (error) {
    throw error instanceof PolicyDocumentError ? invalidParameter(error.message) : error;
  }
}

function principalOf(principal: string): PolicyStatement['Principal'] {
  if (principal === '*') {
    return '*';
  }
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(principal)) {
    return { Service: principal };
  }
  if (/^\d{12}$/.test(principal)) {
    return { AWS: `arn:aws:iam::${principal}:root` };
  }
  if (/^arn:aws[a-zA-Z-]*:(iam|sts)::\d{12}:.+$/.test(principal)) {
    return { AWS: principal };
  }
  throw invalidParameter(`The provided principal was invalid: ${principal}`);
}

/** The policy as AWS shows it. */
export function policyText({ policy }: Pick<FunctionRecord, 'policy'>): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy });
}

/** Whether the function's resource policy lets a service invoke it, see "Resource-based policies". */
export function allowsInvocation(
  record: FunctionRecord,
  { principal, sourceArn, sourceAccount }: InvocationSource,
  { documents, now }: { readonly documents: ParsedDocuments; readonly now: Date },
): boolean {
  if (record.policy.length === 0) {
    return false;
  }
  const requester = { kind: 'service', name: principal } as const;
  const keys = () => defined({ 'aws:SourceArn': sourceArn, 'aws:SourceAccount': sourceAccount });
  const request = {
    requester,
    action: 'lambda:InvokeFunction',
    resource: record.arn,
    context: requestContext({ requester, now, keys }),
  };
  const resource = { name: 'function policy', document: documents.parse(policyText(record), 'resource') };
  return evaluate(request, { resource }).decision === 'allowed';
}
