import { randomUUID } from 'node:crypto';
import type * as Lambda from '@aws-sdk/client-lambda';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { resourceConflict, resourceNotFound, stale } from './errors';
import type { FunctionRecord } from './function-record';
import { existingFunction } from './functions';
import type { LambdaParts } from './lambda-parts';
import { policyText, statementOf } from './resource-policy';

type LambdaHandlers = ServiceHandlers<typeof Lambda>;

const maximumPolicyBytes = 20 * 1024;

function checkPolicyRevision(record: FunctionRecord, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== record.policyRevisionId) {
    throw stale();
  }
}

/** The function's resource policy: who else may invoke it. */
export function policyHandlers(parts: LambdaParts): LambdaHandlers {
  const { functions } = parts;
  return {
    AddPermission(input) {
      const record = existingFunction(parts, input.FunctionName, input.Qualifier);
      checkPolicyRevision(record, input.RevisionId);
      const statement = statementOf(record.arn, input);
      if (record.policy.some(({ Sid }) => Sid === statement.Sid)) {
        throw resourceConflict(
          `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      }
      const changed = { ...record, policy: [...record.policy, statement], policyRevisionId: randomUUID() };
      if (Buffer.byteLength(policyText(changed)) > maximumPolicyBytes) {
        throw resourceConflict(`The final policy size is bigger than the limit (${maximumPolicyBytes}).`);
      }
      functions.save(changed);
      return { Statement: JSON.stringify(statement) };
    },

    RemovePermission(input) {
      const record = existingFunction(parts, input.FunctionName, input.Qualifier);
      checkPolicyRevision(record, input.RevisionId);
      const policy = record.policy.filter(({ Sid }) => Sid !== input.StatementId);
      if (policy.length === record.policy.length) {
        throw resourceNotFound(`Statement ${input.StatementId} is not found in resource policy.`);
      }
      functions.save({ ...record, policy, policyRevisionId: randomUUID() });
      return {};
    },

    GetPolicy(input) {
      const record = existingFunction(parts, input.FunctionName, input.Qualifier);
      if (record.policy.length === 0) {
        throw resourceNotFound();
      }
      return { Policy: policyText(record), RevisionId: record.policyRevisionId };
    },
  };
}
