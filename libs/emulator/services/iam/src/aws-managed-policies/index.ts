import { policiesOfAccounts } from './of-accounts';
import { policiesOfIot } from './of-iot';
import { policiesOfLambda } from './of-lambda';
import { policiesOfOperations } from './of-operations';
import { policiesOfStorage } from './of-storage';

/**
 * Policies that AWS provides: those that stacks of the CDK and for AWS IoT use. Documented, in the version of the AWS
 * managed policy reference that each entry names, as github.com/zoph-io/MAMIP had it on 2026-03-07. Left out is what
 * they allow of services that are not here.
 */
const documents: ReadonlyMap<string, string> = new Map(
  [policiesOfAccounts, policiesOfIot, policiesOfLambda, policiesOfOperations, policiesOfStorage].flatMap(
    (policies) =>
      Object.entries(policies).map(([name, { statements }]) => [
        `arn:aws:iam::aws:policy/${name}`,
        JSON.stringify({ Version: '2012-10-17', Statement: statements }),
      ]),
  ),
);

/** Whether an ARN is that of a policy of AWS, whether it is known here or not. */
export function isAwsManaged(policyArn: string): boolean {
  return /^arn:aws:iam::aws:policy\/[\w+=,.@/-]+$/.test(policyArn);
}

/** The document of a policy of AWS; `undefined` for one that is not known here. */
export function awsManagedDocument(policyArn: string): string | undefined {
  return documents.get(policyArn);
}
