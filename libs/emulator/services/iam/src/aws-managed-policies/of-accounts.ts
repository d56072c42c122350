import { allow, provided } from './provided-policy';
import type { ProvidedPolicies } from './provided-policy';

/** Policies of AWS for whole accounts, and for IAM and CloudFormation. */
export const policiesOfAccounts: ProvidedPolicies = {
  AdministratorAccess: provided('v1', '2015-02-06', allow('*')),
  PowerUserAccess: provided(
    'v12',
    '2026-02-12',
    allow('', { NotAction: ['iam:*', 'organizations:*', 'account:*'] }),
    allow('iam:ListRoles'),
  ),
  ReadOnlyAccess: provided(
    'v178',
    '2026-02-12',
    allow(`
      cloudformation:BatchDescribeTypeConfigurations cloudformation:Describe* cloudformation:Detect*
      cloudformation:Estimate* cloudformation:Get* cloudformation:List* cloudformation:ValidateTemplate
      cloudwatch:Describe* cloudwatch:GenerateQuery cloudwatch:GenerateQueryResultsSummary cloudwatch:Get*
      cloudwatch:List* dynamodb:BatchGet* dynamodb:Describe* dynamodb:Get* dynamodb:List* dynamodb:PartiQLSelect
      dynamodb:Query dynamodb:Scan ecr:BatchCheck* ecr:BatchGet* ecr:Describe* ecr:Get* ecr:List* iam:Generate*
      iam:Get* iam:List* iam:Simulate* iot:Describe* iot:Get* iot:List*
    `),
    allow(`
      kms:Describe* kms:Get* kms:List* lambda:Get* lambda:List* logs:Describe* logs:FilterLogEvents logs:Get*
      logs:ListAnomalies logs:ListEntitiesForLogGroup logs:ListIntegrations logs:ListLogAnomalyDetectors
      logs:ListLogDeliveries logs:ListLogGroupsForEntity logs:ListLogGroupsForQuery logs:ListTagsForResource
      logs:ListTagsLogGroup logs:StartLiveTail logs:StartQuery logs:StopLiveTail logs:StopQuery
      logs:TestMetricFilter logs:ListAggregateLogGroupSummaries logs:ListSourcesForS3TableIntegration
      logs:ListScheduledQueries s3:DescribeJob s3:Get* s3:List* scheduler:GetSchedule scheduler:GetScheduleGroup
      scheduler:ListScheduleGroups scheduler:ListSchedules scheduler:ListTagsForResource sns:Check* sns:Get*
      sns:List* sqs:Get* sqs:List* sqs:Receive* ssm:Describe* ssm:Get* ssm:List* sts:GetAccessKeyInfo
      sts:GetCallerIdentity sts:GetSessionToken
    `),
  ),
  IAMFullAccess: provided('v2', '2019-06-21', allow('iam:*')),
  IAMReadOnlyAccess: provided(
    'v4',
    '2018-01-25',
    allow(`
      iam:GenerateCredentialReport iam:GenerateServiceLastAccessedDetails iam:Get* iam:List*
      iam:SimulateCustomPolicy iam:SimulatePrincipalPolicy
    `),
  ),
  AWSCloudFormationFullAccess: provided('v1', '2019-07-26', allow('cloudformation:*')),
  AWSCloudFormationReadOnlyAccess: provided(
    'v7',
    '2026-02-12',
    allow(`
      cloudformation:Describe* cloudformation:BatchDescribe* cloudformation:EstimateTemplateCost
      cloudformation:Get* cloudformation:List* cloudformation:ValidateTemplate cloudformation:Detect*
    `),
  ),
};
