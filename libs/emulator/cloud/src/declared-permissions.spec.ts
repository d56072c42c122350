import type { AwsService, RequestContext } from '@fleet/aws-wire';
import { composeForTest } from './testing/composed-services';
import type { ComposedServices } from './testing/composed-services';

let composed: ComposedServices;
let services: readonly AwsService[];

beforeAll(async () => {
  composed = await composeForTest();
  ({ services } = composed);
});

afterAll(() => composed.close());

describe('what the services declare of the permissions that they need', () => {
  it('has every operation that they answer, and no other', () => {
    const referenced = services.map(({ scope, authorization }) => [
      scope,
      Object.keys(authorization?.reference.operations ?? {}).sort(),
    ]);
    expect(referenced).toEqual(services.map(({ scope, operations }) => [scope, [...operations].sort()]));
  });

  it('tells the resources of every operation for which AWS checks any', () => {
    const missing = services.flatMap(({ scope, authorization }) =>
      Object.entries(authorization?.reference.operations ?? {})
        .filter(([, actions]) => Object.values(actions).some((types) => types.length > 0))
        .filter(([operation]) => !(operation in (authorization?.resources ?? {})))
        .map(([operation]) => `${scope}: ${operation}`),
    );
    expect(missing).toEqual([]);
  });

  it('has nothing of an operation that they do not answer', () => {
    const unknown = services.flatMap(({ scope, authorization, operations }) =>
      [...Object.keys(authorization?.resources ?? {}), ...Object.keys(authorization?.keys ?? {})]
        .filter((operation) => !operations.includes(operation))
        .map((operation) => `${scope}: ${operation}`),
    );
    expect(unknown).toEqual([]);
  });
});

const here = 'us-east-1:123456789012';
const role = 'arn:aws:iam::123456789012:role/r';
const certificate = `arn:aws:iot:${here}:cert/c`;

/** Service, operation, input, and the actions with their resources. */
const examples: readonly (readonly [string, string, object, readonly string[]])[] = [
  ['iot', 'DescribeThing', { thingName: 'a' }, [`iot:DescribeThing arn:aws:iot:${here}:thing/a`]],
  ['iot', 'ListThings', {}, ['iot:ListThings *']],
  [
    'lambda',
    'CreateFunction',
    { FunctionName: 'f', Role: role, Code: { S3Bucket: 'b', S3Key: 'k' }, Tags: { a: 'b' } },
    [
      `lambda:CreateFunction arn:aws:lambda:${here}:function:f`,
      `lambda:TagResource arn:aws:lambda:${here}:function:f`,
      `iam:PassRole ${role}`,
      's3:GetObject arn:aws:s3:::b/k',
    ],
  ],
  [
    'lambda',
    'UpdateFunctionCode',
    { FunctionName: 'f', S3Bucket: 'b', S3Key: 'k', S3ObjectVersion: '1' },
    [`lambda:UpdateFunctionCode arn:aws:lambda:${here}:function:f`, 's3:GetObjectVersion arn:aws:s3:::b/k'],
  ],
  [
    'lambda',
    'TagResource',
    { Resource: 'f', Tags: {} },
    [`lambda:TagResource arn:aws:lambda:${here}:function:f`],
  ],
  [
    'dynamodb',
    'CreateTable',
    { TableName: 'abc', Tags: [{ Key: 'a', Value: 'b' }] },
    [
      `dynamodb:CreateTable arn:aws:dynamodb:${here}:table/abc`,
      `dynamodb:TagResource arn:aws:dynamodb:${here}:table/abc`,
    ],
  ],
  [
    'iot',
    'AddThingToThingGroup',
    { thingName: 'a', thingGroupName: 'g' },
    [
      `iot:AddThingToThingGroup arn:aws:iot:${here}:thing/a`,
      `iot:AddThingToThingGroup arn:aws:iot:${here}:thinggroup/g`,
    ],
  ],
  [
    'iot',
    'AttachThingPrincipal',
    { thingName: 'a', principal: certificate },
    [`iot:AttachThingPrincipal ${certificate}`],
  ],
  ['iot', 'AttachPolicy', { policyName: 'p', target: certificate }, [`iot:AttachPolicy ${certificate}`]],
  ['iot', 'SearchIndex', { queryString: '*' }, [`iot:SearchIndex arn:aws:iot:${here}:index/AWS_Things`]],
  [
    'iot',
    'UpdateProvisioningTemplate',
    { templateName: 't' },
    [`iot:UpdateProvisioningTemplate arn:aws:iot:${here}:provisioningtemplate/t`],
  ],
  [
    'iot',
    'CreateTopicRule',
    {
      ruleName: 'r',
      topicRulePayload: { actions: [{ sqs: { roleArn: role } }], errorAction: { s3: { roleArn: role } } },
    },
    [`iot:CreateTopicRule arn:aws:iot:${here}:rule/r`, `iam:PassRole ${role}`, `iam:PassRole ${role}`],
  ],
  [
    'iotdata',
    'DeleteConnection',
    { clientId: 'a b' },
    [`iot:DeleteConnection arn:aws:iot:${here}:client/a b`],
  ],
  ['iotdata', 'Publish', { topic: 'a/b' }, [`iot:Publish arn:aws:iot:${here}:topic/a/b`]],
  ['s3', 'ListObjectsV2', { Bucket: 'b' }, ['s3:ListBucket arn:aws:s3:::b']],
  ['s3', 'HeadObject', { Bucket: 'b', Key: 'k/l' }, ['s3:GetObject arn:aws:s3:::b/k/l']],
  ['s3', 'GetObject', { Bucket: 'b', Key: 'k', VersionId: 'v' }, ['s3:GetObjectVersion arn:aws:s3:::b/k']],
  [
    's3',
    'CopyObject',
    { Bucket: 'b', Key: 'k', CopySource: 'from/key' },
    ['s3:GetObject arn:aws:s3:::from/key', 's3:PutObject arn:aws:s3:::b/k'],
  ],
  [
    's3',
    'DeleteObjects',
    { Bucket: 'b', Delete: { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'v' }] } },
    ['s3:DeleteObject arn:aws:s3:::b/a', 's3:DeleteObjectVersion arn:aws:s3:::b/b'],
  ],
  ['lambda', 'Invoke', { FunctionName: 'f' }, [`lambda:InvokeFunction arn:aws:lambda:${here}:function:f`]],
  [
    'lambda',
    'GetFunction',
    { FunctionName: `arn:aws:lambda:${here}:function:f`, Qualifier: '1' },
    [`lambda:GetFunction arn:aws:lambda:${here}:function:f:1`],
  ],
  [
    'dynamodb',
    'Query',
    { TableName: 't', IndexName: 'i' },
    [`dynamodb:Query arn:aws:dynamodb:${here}:table/t/index/i`],
  ],
  [
    'dynamodb',
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 't' } },
        { Put: { TableName: 't' } },
        { Delete: { TableName: 'u' } },
      ],
    },
    [
      `dynamodb:PutItem arn:aws:dynamodb:${here}:table/t`,
      `dynamodb:DeleteItem arn:aws:dynamodb:${here}:table/u`,
    ],
  ],
  [
    'logs',
    'PutLogEvents',
    { logGroupName: 'g', logStreamName: 's' },
    [`logs:PutLogEvents arn:aws:logs:${here}:log-group:g:log-stream:s`],
  ],
  [
    'scheduler',
    'DeleteSchedule',
    { Name: 's' },
    [`scheduler:DeleteSchedule arn:aws:scheduler:${here}:schedule/default/s`],
  ],
  ['sqs', 'SendMessageBatch', { QueueUrl: 'http://h/1/q' }, [`sqs:SendMessage arn:aws:sqs:${here}:q`]],
  [
    'sns',
    'Unsubscribe',
    { SubscriptionArn: `arn:aws:sns:${here}:t:5be8a8f0` },
    [`sns:Unsubscribe arn:aws:sns:${here}:t`],
  ],
  [
    'iot',
    'AddThingToBillingGroup',
    { thingName: 'a', billingGroupName: 'b' },
    [
      `iot:AddThingToBillingGroup arn:aws:iot:${here}:thing/a`,
      `iot:AddThingToBillingGroup arn:aws:iot:${here}:billinggroup/b`,
    ],
  ],
  [
    'iot',
    'UpdateRoleAlias',
    { roleAlias: 'a', roleArn: role },
    [`iot:UpdateRoleAlias arn:aws:iot:${here}:rolealias/a`, `iam:PassRole ${role}`],
  ],
  ['ssm', 'GetParameter', { Name: '/a/b' }, [`ssm:GetParameter arn:aws:ssm:${here}:parameter/a/b`]],
  [
    'iam',
    'CreateRole',
    { RoleName: 'r', Path: '/p/' },
    ['iam:CreateRole arn:aws:iam::123456789012:role/p/r'],
  ],
  [
    'cloudformation',
    'DeleteStack',
    { StackName: 's', RoleARN: role },
    [`cloudformation:DeleteStack arn:aws:cloudformation:${here}:stack/s/*`, `iam:PassRole ${role}`],
  ],
  ['monitoring', 'PutMetricData', { Namespace: 'n' }, ['cloudwatch:PutMetricData *']],
  [
    'monitoring',
    'PutMetricAlarm',
    { AlarmName: 'a', Tags: [{ Key: 'k', Value: 'v' }] },
    [
      `cloudwatch:PutMetricAlarm arn:aws:cloudwatch:${here}:alarm:a`,
      `cloudwatch:TagResource arn:aws:cloudwatch:${here}:alarm:a`,
    ],
  ],
  ['monitoring', 'DescribeAlarms', {}, [`cloudwatch:DescribeAlarms arn:aws:cloudwatch:${here}:alarm:*`]],
  [
    'monitoring',
    'GetDashboard',
    { DashboardName: 'd' },
    ['cloudwatch:GetDashboard arn:aws:cloudwatch::123456789012:dashboard/d'],
  ],
  ['sts', 'GetCallerIdentity', {}, []],
];

describe('a request needs', () => {
  it.each(examples)('%s %s %j', (scope, operation, input, expected) => {
    const context: RequestContext = {
      requestId: 'id',
      service: scope,
      operation,
      region: 'us-east-1',
      accountId: '123456789012',
      accessKeyId: 'AKID',
      host: '127.0.0.1',
      disconnected: new AbortController().signal,
    };
    const permissions = services
      .find((service) => service.scope === scope)
      ?.permissions(operation, input, context);
    expect(permissions?.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
  });
});
