import type * as sdk from '@aws-sdk/client-cloudformation';
import type { ActionConditionKeys, ActionResources } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import type { authorizationReference } from './authorization-reference';
import type { StackEngine } from './stack-engine';

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

/** Where change sets and resources are looked up. */
type Lookups = Pick<StackEngine, 'stackOfPhysicalResource'> & {
  readonly changeSets: Pick<StackEngine['changeSets'], 'stackIdOf'>;
};

/** What each operation is for. */
export function actionResources({
  changeSets,
  stackOfPhysicalResource,
}: Lookups): ActionResources<typeof sdk, typeof authorizationReference> {
  /** A change set by its id is one of its own stack, whatever else is named. */
  const ofChangeSet = ({ ChangeSetName: name, StackName }: ChangeSetReference & StackReference) => {
    const stackId = name?.startsWith('arn:') === true ? changeSets.stackIdOf(name) : undefined;
    return ofStack({ StackName: stackId ?? StackName });
  };
  return {
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
    DeleteChangeSet: ofChangeSet,
    DescribeChangeSet: ofChangeSet,
    DescribeStackEvents: ofStack,
    DescribeStackResource: ofStack,
    DescribeStackResources: ({ StackName, PhysicalResourceId: id }) =>
      ofStack({ StackName: StackName ?? (id === undefined ? undefined : stackOfPhysicalResource(id)?.id) }),
    DescribeStacks: ofStack,
    ExecuteChangeSet: ofChangeSet,
    GetTemplate: ofChangeSet,
    GetTemplateSummary: ofStack,
    ListChangeSets: ofStack,
    ListStackResources: ofStack,
    UpdateTerminationProtection: ofStack,
  };
}

const ofTemplate = ({ TemplateURL }: { readonly TemplateURL?: string | undefined }) =>
  defined({ 'cloudformation:TemplateUrl': TemplateURL });
const ofRole = ({ RoleARN }: RoleReference) =>
  defined({
    'cloudformation:RoleArn': RoleARN,
    'iam:PassedToService': RoleARN === undefined ? undefined : 'cloudformation.amazonaws.com',
  });
const namedChangeSet = ({ ChangeSetName }: ChangeSetReference) =>
  defined({ 'cloudformation:ChangeSetName': ChangeSetName });

/** What conditions of policies may ask for. */
export const actionConditionKeys: ActionConditionKeys<typeof sdk> = {
  CreateStack: (input) => ({ ...ofRole(input), ...ofTemplate(input) }),
  UpdateStack: (input) => ({ ...ofRole(input), ...ofTemplate(input) }),
  DeleteStack: ofRole,
  RollbackStack: ofRole,
  ContinueUpdateRollback: ofRole,
  CreateChangeSet: (input) => ({ ...ofRole(input), ...ofTemplate(input), ...namedChangeSet(input) }),
  GetTemplateSummary: ofTemplate,
  ValidateTemplate: ofTemplate,
  DeleteChangeSet: namedChangeSet,
  DescribeChangeSet: namedChangeSet,
  ExecuteChangeSet: namedChangeSet,
};
