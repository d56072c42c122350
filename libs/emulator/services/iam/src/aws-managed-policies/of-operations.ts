import { allow, provided } from './provided-policy';
import type { ProvidedPolicies } from './provided-policy';

/** Policies of AWS for CloudWatch, X-Ray, Systems Manager, EventBridge Scheduler, ECR and KMS. */
export const policiesOfOperations: ProvidedPolicies = {
  CloudWatchLogsFullAccess: provided(
    'v8',
    '2026-02-12',
    allow('logs:* cloudwatch:GenerateQuery cloudwatch:GenerateQueryResultsSummary'),
  ),
  CloudWatchLogsReadOnlyAccess: provided(
    'v12',
    '2026-02-12',
    allow(`
      logs:Describe* logs:Get* logs:List* logs:StartQuery logs:StopQuery logs:TestMetricFilter
      logs:FilterLogEvents logs:StartLiveTail logs:StopLiveTail cloudwatch:GenerateQuery
      cloudwatch:GenerateQueryResultsSummary
    `),
  ),
  CloudWatchFullAccess: provided(
    'v4',
    '2022-11-27',
    allow('cloudwatch:* logs:* sns:* iam:GetPolicy iam:GetPolicyVersion iam:GetRole'),
  ),
  CloudWatchFullAccessV2: provided(
    'v15',
    '2026-02-12',
    allow(`
      cloudwatch:* logs:* sns:CreateTopic sns:ListSubscriptions sns:ListSubscriptionsByTopic sns:ListTopics
      sns:Subscribe iam:GetPolicy iam:GetPolicyVersion iam:GetRole
    `),
    allow('iam:PassRole', {
      Condition: {
        ArnLike: { 'iam:AssociatedResourceArn': 'arn:aws:observabilityadmin:*:*:s3tableintegration/*' },
        StringEquals: { 'iam:PassedToService': 'logs.amazonaws.com' },
      },
    }),
    allow('iam:PassRole', {
      Condition: {
        ArnLike: { 'iam:AssociatedResourceArn': 'arn:aws:observabilityadmin:*:*:telemetry-pipeline/*' },
        StringEquals: {
          'iam:PassedToService': [
            'logs.amazonaws.com',
            'telemetry-pipelines.observabilityadmin.amazonaws.com',
          ],
        },
      },
    }),
  ),
  CloudWatchReadOnlyAccess: provided(
    'v24',
    '2026-02-12',
    allow(`
      cloudwatch:BatchGet* cloudwatch:Describe* cloudwatch:GenerateQuery cloudwatch:Get* cloudwatch:List*
      logs:Get* logs:List* logs:StartQuery logs:StopQuery logs:Describe* logs:TestMetricFilter
      logs:FilterLogEvents logs:StartLiveTail logs:StopLiveTail sns:Get* sns:List*
    `),
    allow('iam:GetRole', {
      Resource:
        'arn:aws:iam::*:role/aws-service-role/application-signals.cloudwatch.amazonaws.com/AWSServiceRoleForCloudWatchApplicationSignals',
    }),
  ),
  CloudWatchAgentServerPolicy: provided(
    'v3',
    '2024-02-06',
    allow(`
      cloudwatch:PutMetricData logs:PutLogEvents logs:PutRetentionPolicy logs:DescribeLogStreams
      logs:DescribeLogGroups logs:CreateLogStream logs:CreateLogGroup
    `),
    allow('ssm:GetParameter', { Resource: 'arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*' }),
  ),
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': provided(
    'v1',
    '2015-11-11',
    allow(`
      logs:CreateLogGroup logs:CreateLogStream logs:DescribeLogGroups logs:DescribeLogStreams logs:PutLogEvents
      logs:GetLogEvents logs:FilterLogEvents
    `),
  ),
  'service-role/AWSAppSyncPushToCloudWatchLogs': provided(
    'v1',
    '2018-04-09',
    allow('logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents'),
  ),
  AWSXRayDaemonWriteAccess: provided(
    'v2',
    '2024-02-13',
    allow(`
      xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets
      xray:GetSamplingStatisticSummaries
    `),
  ),
  AWSXrayWriteOnlyAccess: provided(
    'v2',
    '2018-08-28',
    allow(`
      xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets
      xray:GetSamplingStatisticSummaries
    `),
  ),
  AmazonSSMReadOnlyAccess: provided('v1', '2015-05-29', allow('ssm:Describe* ssm:Get* ssm:List*')),
  AmazonSSMFullAccess: provided('v4', '2019-11-20', allow('cloudwatch:PutMetricData logs:* ssm:*')),
  AmazonSSMManagedInstanceCore: provided(
    'v2',
    '2019-05-23',
    allow(`
      ssm:DescribeAssociation ssm:GetDeployablePatchSnapshotForInstance ssm:GetDocument ssm:DescribeDocument
      ssm:GetManifest ssm:GetParameter ssm:GetParameters ssm:ListAssociations ssm:ListInstanceAssociations
      ssm:PutInventory ssm:PutComplianceItems ssm:PutConfigurePackageResult ssm:UpdateAssociationStatus
      ssm:UpdateInstanceAssociationStatus ssm:UpdateInstanceInformation
    `),
  ),
  AmazonEventBridgeSchedulerFullAccess: provided(
    'v4',
    '2026-02-12',
    allow('scheduler:*'),
    allow('iam:PassRole', {
      Resource: 'arn:aws:iam::*:role/*',
      Condition: { StringLike: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    }),
  ),
  AmazonEventBridgeSchedulerReadOnlyAccess: provided(
    'v4',
    '2026-02-12',
    allow(`
      scheduler:ListSchedules scheduler:ListScheduleGroups scheduler:GetSchedule scheduler:GetScheduleGroup
      scheduler:ListTagsForResource
    `),
  ),
  AmazonEC2ContainerRegistryReadOnly: provided(
    'v3',
    '2019-12-10',
    allow(`
      ecr:GetAuthorizationToken ecr:BatchCheckLayerAvailability ecr:GetDownloadUrlForLayer
      ecr:GetRepositoryPolicy ecr:DescribeRepositories ecr:ListImages ecr:DescribeImages ecr:BatchGetImage
      ecr:GetLifecyclePolicy ecr:GetLifecyclePolicyPreview ecr:ListTagsForResource ecr:DescribeImageScanFindings
    `),
  ),
  AmazonEC2ContainerRegistryPowerUser: provided(
    'v3',
    '2019-12-10',
    allow(`
      ecr:GetAuthorizationToken ecr:BatchCheckLayerAvailability ecr:GetDownloadUrlForLayer
      ecr:GetRepositoryPolicy ecr:DescribeRepositories ecr:ListImages ecr:DescribeImages ecr:BatchGetImage
      ecr:GetLifecyclePolicy ecr:GetLifecyclePolicyPreview ecr:ListTagsForResource ecr:DescribeImageScanFindings
      ecr:InitiateLayerUpload ecr:UploadLayerPart ecr:CompleteLayerUpload ecr:PutImage
    `),
  ),
  AmazonEC2ContainerRegistryFullAccess: provided('v3', '2020-12-05', allow('ecr:*')),
  AWSKeyManagementServicePowerUser: provided(
    'v2',
    '2017-03-07',
    allow(`
      kms:CreateAlias kms:CreateKey kms:DeleteAlias kms:Describe* kms:GenerateRandom kms:Get* kms:List*
      kms:TagResource kms:UntagResource iam:ListGroups iam:ListRoles iam:ListUsers
    `),
  ),
};
