import { allow, provided } from './provided-policy';
import type { ProvidedPolicies } from './provided-policy';

/** Policies of AWS for S3, DynamoDB, SQS and SNS. */
export const policiesOfStorage: ProvidedPolicies = {
  AmazonS3FullAccess: provided('v2', '2021-09-27', allow('s3:*')),
  AmazonS3ReadOnlyAccess: provided('v3', '2023-08-10', allow('s3:Get* s3:List* s3:Describe*')),
  AmazonDynamoDBFullAccess: provided(
    'v15',
    '2021-01-29',
    allow(`
      dynamodb:* cloudwatch:DeleteAlarms cloudwatch:DescribeAlarmHistory cloudwatch:DescribeAlarms
      cloudwatch:DescribeAlarmsForMetric cloudwatch:GetMetricStatistics cloudwatch:ListMetrics
      cloudwatch:PutMetricAlarm cloudwatch:GetMetricData iam:GetRole iam:ListRoles kms:DescribeKey
      kms:ListAliases sns:CreateTopic sns:DeleteTopic sns:ListSubscriptions sns:ListSubscriptionsByTopic
      sns:ListTopics sns:Subscribe sns:Unsubscribe sns:SetTopicAttributes lambda:CreateFunction
      lambda:ListFunctions lambda:ListEventSourceMappings lambda:CreateEventSourceMapping
      lambda:DeleteEventSourceMapping lambda:GetFunctionConfiguration lambda:DeleteFunction
    `),
    allow('cloudwatch:GetInsightRuleReport', {
      Resource: 'arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*',
    }),
    allow('iam:PassRole', {
      Condition: {
        StringLike: {
          'iam:PassedToService': [
            'application-autoscaling.amazonaws.com',
            'application-autoscaling.amazonaws.com.cn',
            'dax.amazonaws.com',
          ],
        },
      },
    }),
  ),
  AmazonDynamoDBFullAccess_v2: provided(
    'v3',
    '2026-02-12',
    allow('dynamodb:*'),
    allow('kms:DescribeKey kms:ListAliases'),
    allow('lambda:ListEventSourceMappings lambda:ListFunctions'),
    allow('sns:ListTopics'),
    allow(`
      cloudwatch:DescribeAlarms cloudwatch:GetMetricStatistics cloudwatch:GetMetricData
    `),
    allow('cloudwatch:GetInsightRuleReport', {
      Resource: 'arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*',
    }),
    allow('iam:ListRoles'),
  ),
  AmazonDynamoDBReadOnlyAccess: provided(
    'v15',
    '2024-11-18',
    allow(`
      cloudwatch:DescribeAlarmHistory cloudwatch:DescribeAlarms cloudwatch:DescribeAlarmsForMetric
      cloudwatch:GetMetricStatistics cloudwatch:ListMetrics cloudwatch:GetMetricData dynamodb:BatchGetItem
      dynamodb:Describe* dynamodb:List* dynamodb:GetAbacStatus dynamodb:GetItem dynamodb:GetResourcePolicy
      dynamodb:Query dynamodb:Scan dynamodb:PartiQLSelect iam:GetRole iam:ListRoles kms:DescribeKey
      kms:ListAliases sns:ListSubscriptionsByTopic sns:ListTopics lambda:ListFunctions
      lambda:ListEventSourceMappings lambda:GetFunctionConfiguration
    `),
    allow('cloudwatch:GetInsightRuleReport', {
      Resource: 'arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*',
    }),
  ),
  AmazonSQSFullAccess: provided('v1', '2015-02-06', allow('sqs:*')),
  AmazonSQSReadOnlyAccess: provided(
    'v4',
    '2024-05-24',
    allow(`
      sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ListDeadLetterSourceQueues sqs:ListQueues
      sqs:ListMessageMoveTasks sqs:ListQueueTags
    `),
  ),
  AmazonSNSFullAccess: provided('v2', '2024-09-24', allow('sns:*')),
  AmazonSNSReadOnlyAccess: provided(
    'v2',
    '2024-09-24',
    allow(`
      sns:GetTopicAttributes sns:List* sns:CheckIfPhoneNumberIsOptedOut sns:GetEndpointAttributes
      sns:GetDataProtectionPolicy sns:GetPlatformApplicationAttributes sns:GetSMSAttributes
      sns:GetSMSSandboxAccountStatus sns:GetSubscriptionAttributes
    `),
  ),
  'service-role/AmazonSNSRole': provided(
    'v1',
    '2015-02-06',
    allow(`
      logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents logs:PutMetricFilter logs:PutRetentionPolicy
    `),
  ),
};
