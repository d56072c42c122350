import { anyRun } from '@fleet/policy-matching';
import { arnFieldCount } from '../arn';
import { parseArnPattern } from '../arn-pattern';
import { PolicyDocumentError } from '../document-error';
import { parseTemplate } from '../template';
import type { Template } from '../template';
import type { ActionPattern, ResourcePattern } from './document';
import type { LanguageVersion, PolicyKind } from './policy-kind';

/** `*`, or a service (or any) and the name of an action with wildcards. */
const actionPattern = /^(?:\*|(?:\*|[A-Za-z0-9.-]+):[A-Za-z0-9*?]+)$/;

/**
 * Reads an entry of Action or NotAction.
 * @throws PolicyDocumentError
 */
export function parseAction(text: string, kind: PolicyKind, path: string): ActionPattern {
  if (!actionPattern.test(text)) {
    throw new PolicyDocumentError(path, 'must be "*" or a service and an action, such as "iam:GetRole"');
  }
  const lower = text.toLowerCase();
  if (kind === 'trust' && !lower.startsWith('sts:')) {
    throw new PolicyDocumentError(path, 'the trust policy of a role can only speak of actions of sts');
  }
  return { text, template: parseTemplate(lower, path, { wildcards: true, variables: false }) };
}

/**
 * Reads an entry of Resource or NotResource: `*`, or an ARN. Its service is named in full, and variables stand in the
 * last field only (user guide, "Resource", "Where you can use policy variables"). Fields that are missing at its end
 * are completed by `*` (the same page; reported: minio/pkg#250. cattle-ops/terraform-aws-gitlab-runner#1123 has seen
 * `arn:aws:ssm:*` accepted and refused).
 * @throws PolicyDocumentError
 */
export function parseResource(text: string, version: LanguageVersion, path: string): ResourcePattern {
  const syntax = { wildcards: true, variables: version === '2012-10-17' };
  const pattern = parseArnPattern(parseTemplate(text, path, syntax));
  if (pattern === 'any') {
    return { text, pattern };
  }
  checkArn(pattern, path);
  const missing = Array.from({ length: arnFieldCount - pattern.length }, (): Template => [anyRun]);
  return { text, pattern: [...pattern, ...missing] };
}

function checkArn(fields: readonly Template[], path: string): void {
  const [prefix, partition, service] = fields.map(plainText);
  if (prefix !== 'arn') {
    throw new PolicyDocumentError(path, 'must be "*" or an ARN');
  }
  if (!isAnyPartition(fields[1]) && (partition === undefined || !/^aws(?:-[a-z]+)*$/.test(partition))) {
    throw new PolicyDocumentError(path, 'the partition of the ARN must be one of AWS, such as "aws"');
  }
  if (service === undefined || service === '') {
    throw new PolicyDocumentError(path, 'the service of the ARN must be named, without a wildcard');
  }
  if (fields.slice(0, arnFieldCount - 1).some((field) => field.some((part) => typeof part === 'object'))) {
    throw new PolicyDocumentError(path, 'a policy variable can only stand behind the fifth colon of an ARN');
  }
}

/** Policies that AWS provides have `arn:*:...` (AWSDataSyncFullAccess and others). */
function isAnyPartition(field: Template | undefined): boolean {
  return field?.length === 1 && field[0] === anyRun;
}

/** The text of a field without wildcards and variables. */
function plainText(field: Template): string | undefined {
  const [only = '', ...others] = field;
  return others.length === 0 && typeof only === 'string' ? only : undefined;
}
