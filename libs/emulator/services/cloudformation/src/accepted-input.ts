import type { AcceptedInput } from '@fleet/aws-wire';

const template = 'TemplateBody TemplateURL';

/** What a request asks a stack to become. */
const revision = `
  StackName ${template} Parameters.ParameterKey Parameters.ParameterValue Parameters.UsePreviousValue
  Tags.Key Tags.Value Capabilities NotificationARNs RoleARN
`;

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    CreateStack: `
      ${revision} DisableRollback OnFailure EnableTerminationProtection ClientRequestToken DeploymentConfig.Mode
    `,
    UpdateStack: `${revision} UsePreviousTemplate DisableRollback ClientRequestToken DeploymentConfig.Mode`,
    DeleteStack: 'StackName RetainResources RoleARN ClientRequestToken DeploymentConfig.Mode',
    RollbackStack: 'StackName RoleARN ClientRequestToken DeploymentConfig.Mode',
    ContinueUpdateRollback: 'StackName RoleARN ClientRequestToken',
    UpdateTerminationProtection: 'StackName EnableTerminationProtection',
    CreateChangeSet: `
      ${revision} UsePreviousTemplate ChangeSetName ChangeSetType Description ClientToken DeploymentConfig.Mode
    `,
    DescribeChangeSet: 'ChangeSetName StackName',
    ListChangeSets: 'StackName',
    DeleteChangeSet: 'ChangeSetName StackName',
    ExecuteChangeSet: 'ChangeSetName StackName DisableRollback ClientRequestToken',
    DescribeStacks: 'StackName',
    ListStacks: 'StackStatusFilter',
    DescribeStackEvents: 'StackName NextToken',
    ListExports: '',
    ListImports: 'ExportName',
    DescribeStackResource: 'StackName LogicalResourceId',
    DescribeStackResources: 'StackName LogicalResourceId PhysicalResourceId',
    ListStackResources: 'StackName',
    GetTemplate: 'StackName ChangeSetName',
    GetTemplateSummary: `StackName ${template}`,
    ValidateTemplate: template,
  },
  harmless: [
    {
      members: 'RetainExceptOnCreate',
      of: 'RollbackStack',
      because: 'the cdk CLI always asks for it; it matters only for new resources with the policy Retain',
    },
    {
      members: 'ImportExistingResources',
      because: 'cdk bootstrap asks for it; a resource that exists already fails to be made, and says so',
    },
    { members: 'IncludeNestedStacks', because: 'there are no nested stacks' },
    { members: 'IncludePropertyValues', because: 'it adds details to the changes, which the answer has not' },
    { members: 'TemplateStage', because: 'no template is transformed: its stages are the same' },
  ],
};
