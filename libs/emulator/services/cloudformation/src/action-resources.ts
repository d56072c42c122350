import type * as sdk from '@aws-sdk/client-cloudformation';
import type { ActionConditionKeys, ActionResources } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import type { authorizationReference } from './authorization-reference';

interface StackReference {
  readonly StackName?: string | undefined;
}

interface RoleReference {
  readonly RoleARN?: string | undefined;
}

interface ChangeSetReference {
  readonly ChangeSetName?: string | undefined;
}

/** Reported: a stack by its name is any stack of that name (mattymoomoo/aws-power-tuner-ui#45). */
const ofStack = ({ StackName: name }: StackReference) => {
  if (name === undefined) {
    return {};
  }
  return { stack: name.startsWith('arn:') ? { arn: name } : `${name}/*` };
};
const passed = ({ RoleARN: arn }: RoleReference) => (arn === undefined ? undefined : { role: { arn } });

/** What each operation is for. */
export const actionResources: ActionResources<typeof sdk, typeof authorizationReference> = {
  CreateStack: (input) => ({
    byAction: { 'cloudformation:CreateStack': ofStack(input), 'iam:PassRole': passed(input) },
  }),
  UpdateStack: (input) => ({
    byAction: { 'cloudformation:UpdateStack': ofStack(input), 'iam:PassRole': passed(input) },
  }),
  DeleteStack: (input) => ({
    byAction: { 'cloudformation:DeleteStack': ofStack(input), 'iam:PassRole': passed(input) },
  }),
  RollbackStack: (input) => ({
    byAction: { 'cloudformation:RollbackStack': ofStack(input), 'iam:PassRole': passed(input) },
  }),
  ContinueUpdateRollback: (input) => ({
    byAction: { 'cloudformation:ContinueUpdateRollback': ofStack(input), 'iam:PassRole': passed(input) },
  }),
  CreateChangeSet: (input) => ({
    byAction: { 'cloudformation:CreateChangeSet': ofStack(input), 'iam:PassRole': passed(input) },
  }),
  DeleteChangeSet: ofStack,
  DescribeChangeSet: ofStack,
  DescribeStackEvents: ofStack,
  DescribeStackResource: ofStack,
  DescribeStackResources: ofStack,
  DescribeStacks: ofStack,
  ExecuteChangeSet: ofStack,
  GetTemplate: ofStack,
  GetTemplateSummary: ofStack,
  ListChangeSets: ofStack,
  ListStackResources: ofStack,
  UpdateTerminationProtection: ofStack,
};

const ofRole = ({ RoleARN }: RoleReference) =>
  defined({
    'cloudformation:RoleArn': RoleARN,
    'iam:PassedToService': RoleARN === undefined ? undefined : 'cloudformation.amazonaws.com',
  });
const ofChangeSet = ({ ChangeSetName }: ChangeSetReference) =>
  defined({ 'cloudformation:ChangeSetName': ChangeSetName });

/** What conditions of policies may ask for. */
export const actionConditionKeys: ActionConditionKeys<typeof sdk> = {
  CreateStack: ofRole,
  UpdateStack: ofRole,
  DeleteStack: ofRole,
  RollbackStack: ofRole,
  ContinueUpdateRollback: ofRole,
  CreateChangeSet: (input) => ({ ...ofRole(input), ...ofChangeSet(input) }),
  DeleteChangeSet: ofChangeSet,
  DescribeChangeSet: ofChangeSet,
  ExecuteChangeSet: ofChangeSet,
};
