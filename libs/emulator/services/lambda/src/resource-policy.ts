import type { AddPermissionCommandInput } from '@aws-sdk/client-lambda';
import type { Parsed } from '@fleet/aws-wire';
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
  return {
    Sid: id,
    Effect: 'Allow',
    Principal: principalOf(principal),
    Action: action,
    Resource: functionArn,
    Condition: Object.keys(condition).length > 0 ? condition : undefined,
  };
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

/** Whether the function's resource policy lets a service invoke it, see "Resource-based policies". */
export function allowsInvocation(record: FunctionRecord, source: InvocationSource): boolean {
  return record.policy.some(
    (statement) =>
      isInvoke(statement.Action) &&
      isPrincipal(statement.Principal, source.principal) &&
      Object.values(statement.Condition?.ArnLike ?? {}).every((pattern) =>
        arnLike(pattern, source.sourceArn),
      ) &&
      Object.values(statement.Condition?.StringEquals ?? {}).every(
        (account) => account === source.sourceAccount,
      ),
  );
}

function isInvoke(action: string): boolean {
  return action === '*' || action === 'lambda:*' || action === 'lambda:InvokeFunction';
}

function isPrincipal(principal: PolicyStatement['Principal'], service: string): boolean {
  return principal === '*' || ('Service' in principal && principal.Service === service);
}

/** `ArnLike`: the six parts of an ARN are compared one by one, `*` and `?` within a part. */
function arnLike(pattern: string, arn: string | undefined): boolean {
  if (arn === undefined) {
    return false;
  }
  const patterns = arnParts(pattern);
  const parts = arnParts(arn);
  const admits = (given: string, part: string | undefined) => part !== undefined && like(given, part);
  return patterns.length === parts.length && patterns.every((given, index) => admits(given, parts[index]));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Compares with `*` and `?` in time that grows with the product of the lengths and no faster. */
function like(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') {
    at++;
  }
  return at === pattern.length;
}
