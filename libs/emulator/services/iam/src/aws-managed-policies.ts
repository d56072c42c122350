/**
 * Policies that AWS provides (AWS managed policy reference): those that the CDK and this cloud's users need, with what
 * they allow of the services that are here.
 */
const statements: Readonly<Record<string, object>> = {
  AdministratorAccess: allow('*'),
  AWSCloudFormationReadOnlyAccess: allow(
    ...[
      'Describe*',
      'BatchDescribe*',
      'EstimateTemplateCost',
      'Get*',
      'List*',
      'ValidateTemplate',
      'Detect*',
    ].map((action) => `cloudformation:${action}`),
  ),
  AWSIoTFullAccess: allow('iot:*', 'iotjobsdata:*'),
  AmazonS3FullAccess: allow('s3:*'),
  AmazonSQSFullAccess: allow('sqs:*'),
  /** Guessed: which of the hundreds of entries concern these services. */
  ReadOnlyAccess: allow(
    ...['cloudformation', 'dynamodb', 'ecr', 'iot', 'kms', 'lambda', 'logs', 'scheduler', 'ssm'].flatMap(
      (service) => [`${service}:Describe*`, `${service}:Get*`, `${service}:List*`],
    ),
    ...['dynamodb:BatchGet*', 'dynamodb:Query', 'dynamodb:Scan', 'logs:FilterLogEvents'],
    ...['iam:Get*', 'iam:List*', 's3:Get*', 's3:List*', 'sqs:Get*', 'sqs:List*', 'sqs:Receive*'],
  ),
  'service-role/AWSIoTLogging': allow(
    ...['CreateLogGroup', 'CreateLogStream', 'PutLogEvents', 'PutMetricFilter', 'PutRetentionPolicy'].map(
      (action) => `logs:${action}`,
    ),
    ...['logs:GetLogEvents', 'logs:DeleteLogStream'],
  ),
  'service-role/AWSIoTThingsRegistration': allow(
    ...['AddThingToThingGroup', 'AttachPolicy', 'AttachPrincipalPolicy', 'AttachThingPrincipal'],
    ...['CreateCertificateFromCsr', 'CreatePolicy', 'CreateThing', 'DescribeCertificate', 'DescribeThing'],
    ...['DescribeThingGroup', 'DescribeThingType', 'DetachPolicy', 'DetachThingPrincipal', 'GetPolicy'],
    ...['ListAttachedPolicies', 'ListPolicyPrincipals', 'ListPrincipalPolicies', 'ListPrincipalThings'],
    ...['ListTargetsForPolicy', 'ListThingGroupsForThing', 'ListThingPrincipals', 'RegisterCertificate'],
    ...['RegisterThing', 'RemoveThingFromThingGroup', 'UpdateCertificate', 'UpdateThing'],
    ...['UpdateThingGroupsForThing', 'AddThingToBillingGroup', 'DescribeBillingGroup'],
    'RemoveThingFromBillingGroup',
  ),
  'service-role/AWSLambdaBasicExecutionRole': allow(
    ...['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  ),
  'service-role/AWSLambdaSQSQueueExecutionRole': allow(
    ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    ...['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  ),
};

const prefix = 'arn:aws:iam::aws:policy/';

/** Actions without a service are those of AWS IoT. */
function allow(...actions: string[]): object {
  const Action = actions.map((action) => (action.includes(':') || action === '*' ? action : `iot:${action}`));
  return { Effect: 'Allow', Action, Resource: '*' };
}

/** Whether an ARN is that of a policy of AWS, whether it is known here or not. */
export function isAwsManaged(policyArn: string): boolean {
  return /^arn:aws:iam::aws:policy\/[\w+=,.@/-]+$/.test(policyArn);
}

/** The document of a policy of AWS; `undefined` for one that is not known here. */
export function awsManagedDocument(policyArn: string): string | undefined {
  const statement = policyArn.startsWith(prefix) ? statements[policyArn.slice(prefix.length)] : undefined;
  return statement && JSON.stringify({ Version: '2012-10-17', Statement: statement });
}
