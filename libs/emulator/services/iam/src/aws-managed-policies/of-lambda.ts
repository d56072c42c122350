import { allow, provided } from './provided-policy';
import type { ProvidedPolicies } from './provided-policy';

/** Policies of AWS for Lambda and its functions. */
export const policiesOfLambda: ProvidedPolicies = {
  AWSLambda_FullAccess: provided(
    'v7',
    '2026-02-12',
    allow(`
      cloudformation:DescribeStacks cloudformation:ListStackResources cloudwatch:ListMetrics
      cloudwatch:GetMetricData kms:DescribeKey kms:ListAliases iam:GetPolicy iam:GetPolicyVersion iam:GetRole
      iam:GetRolePolicy iam:ListAttachedRolePolicies iam:ListRolePolicies iam:ListRoles lambda:*
      logs:DescribeLogGroups
    `),
    allow('iam:PassRole', { Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } }),
    allow(
      `
      logs:DescribeLogStreams logs:GetLogEvents logs:FilterLogEvents logs:StartLiveTail logs:StopLiveTail
    `,
      { Resource: 'arn:aws:logs:*:*:log-group:/aws/lambda/*' },
    ),
  ),
  AWSLambda_ReadOnlyAccess: provided(
    'v5',
    '2026-02-12',
    allow(`
      cloudformation:DescribeStacks cloudformation:ListStacks cloudformation:ListStackResources
      cloudwatch:GetMetricData cloudwatch:ListMetrics kms:ListAliases iam:GetPolicy iam:GetPolicyVersion
      iam:GetRole iam:GetRolePolicy iam:ListAttachedRolePolicies iam:ListRolePolicies iam:ListRoles
      logs:DescribeLogGroups lambda:Get* lambda:List*
    `),
    allow(
      `
      logs:DescribeLogStreams logs:GetLogEvents logs:FilterLogEvents logs:StartQuery logs:StopQuery
      logs:DescribeQueries logs:GetLogGroupFields logs:GetLogRecord logs:GetQueryResults logs:StartLiveTail
      logs:StopLiveTail
    `,
      { Resource: 'arn:aws:logs:*:*:log-group:/aws/lambda/*' },
    ),
  ),
  'service-role/AWSLambdaBasicExecutionRole': provided(
    'v1',
    '2015-04-09',
    allow('logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents'),
  ),
  'service-role/AWSLambdaVPCAccessExecutionRole': provided(
    'v3',
    '2024-01-05',
    allow(`
      logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents ec2:CreateNetworkInterface
      ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:DeleteNetworkInterface ec2:AssignPrivateIpAddresses
      ec2:UnassignPrivateIpAddresses
    `),
  ),
  'service-role/AWSLambdaDynamoDBExecutionRole': provided(
    'v1',
    '2015-04-09',
    allow(`
      dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams
      logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents
    `),
  ),
  'service-role/AWSLambdaKinesisExecutionRole': provided(
    'v2',
    '2018-11-19',
    allow('logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents'),
  ),
  'service-role/AWSLambdaSQSQueueExecutionRole': provided(
    'v1',
    '2018-06-14',
    allow(`
      sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes logs:CreateLogGroup logs:CreateLogStream
      logs:PutLogEvents
    `),
  ),
  'service-role/AWSLambdaRole': provided('v1', '2015-02-06', allow('lambda:InvokeFunction')),
  AWSLambdaExecute: provided(
    'v1',
    '2015-02-06',
    allow('logs:*', { Resource: 'arn:aws:logs:*:*:*' }),
    allow('s3:GetObject s3:PutObject', { Resource: 'arn:aws:s3:::*' }),
  ),
  'AWSLambdaInvocation-DynamoDB': provided(
    'v1',
    '2015-02-06',
    allow('lambda:InvokeFunction'),
    allow(`
      dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams
    `),
  ),
  CloudWatchLambdaInsightsExecutionRolePolicy: provided(
    'v1',
    '2020-10-07',
    allow('logs:CreateLogGroup'),
    allow('logs:CreateLogStream logs:PutLogEvents', {
      Resource: 'arn:aws:logs:*:*:log-group:/aws/lambda-insights:*',
    }),
  ),
};
