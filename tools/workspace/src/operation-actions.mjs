// The actions of operations for which IAM's action is not simply called like the operation. AWS's Service
// Authorization Reference lists actions, not operations, so each entry has its own source.

const s3 = 'S3 user guide, "Required permissions for Amazon S3 API operations"';
const passRole = 'IAM user guide, "Grant a user permissions to pass a role to an AWS service"';

const versioned = (plain, ofVersion) => [`s3:${plain}`, `s3:${ofVersion}`];

/** By service, then by source. */
export const operationActions = {
  cloudformation: {
    'CloudFormation user guide, "CloudFormation service role"': {
      CreateStack: ['cloudformation:CreateStack', 'iam:PassRole'],
      UpdateStack: ['cloudformation:UpdateStack', 'iam:PassRole'],
      DeleteStack: ['cloudformation:DeleteStack', 'iam:PassRole'],
      RollbackStack: ['cloudformation:RollbackStack', 'iam:PassRole'],
      ContinueUpdateRollback: ['cloudformation:ContinueUpdateRollback', 'iam:PassRole'],
      CreateChangeSet: ['cloudformation:CreateChangeSet', 'iam:PassRole'],
    },
  },
  cloudwatch: {
    'CloudWatch API reference, PutMetricAlarm, Tags': {
      PutMetricAlarm: ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'],
    },
  },
  dynamodb: {
    'reported, hashicorp/terraform-provider-aws#10943: a table that is created with tags': {
      CreateTable: ['dynamodb:CreateTable', 'dynamodb:TagResource'],
    },
    'DynamoDB developer guide, "Using IAM with DynamoDB transactions"': {
      TransactGetItems: ['dynamodb:GetItem'],
      TransactWriteItems: [
        'dynamodb:ConditionCheckItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ],
    },
  },
  iam: {
    'IAM user guide, "Tag IAM roles": a role that is created with tags': {
      CreateRole: ['iam:CreateRole', 'iam:TagRole'],
    },
  },
  iot: {
    [passRole]: {
      CreateTopicRule: ['iot:CreateTopicRule', 'iam:PassRole'],
      ReplaceTopicRule: ['iot:ReplaceTopicRule', 'iam:PassRole'],
      CreateProvisioningTemplate: ['iot:CreateProvisioningTemplate', 'iam:PassRole'],
      UpdateProvisioningTemplate: ['iot:UpdateProvisioningTemplate', 'iam:PassRole'],
      CreateRoleAlias: ['iot:CreateRoleAlias', 'iam:PassRole'],
      UpdateRoleAlias: ['iot:UpdateRoleAlias', 'iam:PassRole'],
    },
  },
  'iot-data': {
    'AWS IoT developer guide, "Retained message considerations": a message that is published retained': {
      Publish: ['iot:Publish', 'iot:RetainPublish'],
    },
  },
  kms: {
    'KMS API reference, CreateKey: a key that is created with tags': {
      CreateKey: ['kms:CreateKey', 'kms:TagResource'],
    },
  },
  lambda: {
    'Lambda API reference, Invoke': { Invoke: ['lambda:InvokeFunction'] },
    'reported: tags in aws-samples/amazon-mwaa-examples#63, code in S3 in awslabs/lambda-streams-to-firehose#21':
      {
        CreateFunction: [
          'lambda:CreateFunction',
          'lambda:TagResource',
          'iam:PassRole',
          's3:GetObject',
          's3:GetObjectVersion',
        ],
      },
    [passRole]: {
      UpdateFunctionCode: ['lambda:UpdateFunctionCode', 's3:GetObject', 's3:GetObjectVersion'],
      UpdateFunctionConfiguration: ['lambda:UpdateFunctionConfiguration', 'iam:PassRole'],
    },
  },
  logs: {
    'CloudWatch Logs API reference, CreateLogGroup: a group that is created with tags': {
      CreateLogGroup: ['logs:CreateLogGroup', 'logs:TagResource'],
    },
  },
  s3: {
    [s3]: {
      CompleteMultipartUpload: ['s3:PutObject'],
      CopyObject: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      CreateMultipartUpload: ['s3:PutObject'],
      DeleteBucketCors: ['s3:PutBucketCORS'],
      DeleteBucketEncryption: ['s3:PutEncryptionConfiguration'],
      DeleteBucketLifecycle: ['s3:PutLifecycleConfiguration'],
      DeleteBucketOwnershipControls: ['s3:PutBucketOwnershipControls'],
      DeleteBucketTagging: ['s3:PutBucketTagging'],
      DeleteObject: versioned('DeleteObject', 'DeleteObjectVersion'),
      DeleteObjects: versioned('DeleteObject', 'DeleteObjectVersion'),
      DeleteObjectTagging: versioned('DeleteObjectTagging', 'DeleteObjectVersionTagging'),
      DeletePublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
      GetBucketEncryption: ['s3:GetEncryptionConfiguration'],
      GetBucketLifecycleConfiguration: ['s3:GetLifecycleConfiguration'],
      GetObject: versioned('GetObject', 'GetObjectVersion'),
      GetObjectAttributes: [
        ...versioned('GetObject', 'GetObjectVersion'),
        ...versioned('GetObjectAttributes', 'GetObjectVersionAttributes'),
      ],
      GetObjectTagging: versioned('GetObjectTagging', 'GetObjectVersionTagging'),
      GetPublicAccessBlock: ['s3:GetBucketPublicAccessBlock'],
      HeadBucket: ['s3:ListBucket'],
      HeadObject: versioned('GetObject', 'GetObjectVersion'),
      ListBuckets: ['s3:ListAllMyBuckets'],
      ListMultipartUploads: ['s3:ListBucketMultipartUploads'],
      ListObjects: ['s3:ListBucket'],
      ListObjectsV2: ['s3:ListBucket'],
      ListObjectVersions: ['s3:ListBucketVersions'],
      ListParts: ['s3:ListMultipartUploadParts'],
      PutBucketEncryption: ['s3:PutEncryptionConfiguration'],
      PutBucketLifecycleConfiguration: ['s3:PutLifecycleConfiguration'],
      PutObject: ['s3:PutObject', 's3:PutObjectTagging'],
      PutObjectTagging: versioned('PutObjectTagging', 'PutObjectVersionTagging'),
      PutPublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
      UploadPart: ['s3:PutObject'],
      UploadPartCopy: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
    },
  },
  scheduler: {
    [passRole]: {
      CreateSchedule: ['scheduler:CreateSchedule', 'iam:PassRole'],
      UpdateSchedule: ['scheduler:UpdateSchedule', 'iam:PassRole'],
    },
  },
  sns: {
    'SNS API reference, CreateTopic: a topic that is created with tags': {
      CreateTopic: ['sns:CreateTopic', 'sns:TagResource'],
    },
  },
  sqs: {
    'SQS developer guide, "Amazon SQS API permissions: Actions and resource reference"': {
      ChangeMessageVisibilityBatch: ['sqs:ChangeMessageVisibility'],
      DeleteMessageBatch: ['sqs:DeleteMessage'],
      SendMessageBatch: ['sqs:SendMessage'],
    },
    'SQS API reference, CreateQueue: a queue that is created with tags': {
      CreateQueue: ['sqs:CreateQueue', 'sqs:TagQueue'],
    },
  },
  ssm: {
    'Systems Manager API reference, PutParameter: a parameter that is created with tags': {
      PutParameter: ['ssm:PutParameter', 'ssm:AddTagsToResource'],
    },
  },
  sts: {
    'STS API reference: no permissions are required, and a policy that denies it has no effect': {
      GetCallerIdentity: [],
    },
  },
};
