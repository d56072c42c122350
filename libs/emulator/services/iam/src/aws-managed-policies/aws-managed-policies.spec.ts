import { evaluate, parsePolicyDocument, requestContext } from '@fleet/iam-policy';
import { awsManagedDocument } from '.';

const allows = (
  name: string,
  action: string,
  resource: string,
  keys: Record<string, string> = {},
): boolean => {
  const text = awsManagedDocument(`arn:aws:iam::aws:policy/${name}`);
  if (text === undefined) {
    throw new Error(`${name} is not known`);
  }
  const roleArn = 'arn:aws:iam::123456789012:role/r';
  const arn = 'arn:aws:sts::123456789012:assumed-role/r/s';
  const requester = { kind: 'roleSession', arn, roleArn } as const;
  const context = requestContext({ requester, now: new Date('2026-07-01T00:00:00Z'), keys: () => keys });
  const identity = [{ name, document: parsePolicyDocument(text, 'identity') }];
  return evaluate({ requester, action, resource, context }, { identity }).decision === 'allowed';
};

describe('policies that AWS provides', () => {
  const thing = 'arn:aws:iot:us-east-1:123456789012:thing/t';

  it.each([
    ['AdministratorAccess', 'iot:DeleteThing', thing],
    ['PowerUserAccess', 'iot:DeleteThing', thing],
    ['ReadOnlyAccess', 'iot:DescribeThing', thing],
    ['AWSIoTDataAccess', 'iot:Publish', 'arn:aws:iot:us-east-1:123456789012:topic/a'],
    ['AWSIoTConfigReadOnlyAccess', 'iot:SearchIndex', '*'],
    ['service-role/AWSIoTRuleActions', 'sqs:SendMessage', 'arn:aws:sqs:us-east-1:123456789012:q'],
    [
      'service-role/AWSIoTThingsRegistration',
      'iot:AttachPolicy',
      'arn:aws:iot:us-east-1:123456789012:cert/c',
    ],
    ['service-role/AWSLambdaVPCAccessExecutionRole', 'logs:PutLogEvents', '*'],
    ['service-role/AWSLambdaVPCAccessExecutionRole', 'ec2:CreateNetworkInterface', '*'],
    ['AWSLambdaExecute', 's3:GetObject', 'arn:aws:s3:::b/k'],
    ['AmazonSQSReadOnlyAccess', 'sqs:GetQueueUrl', 'arn:aws:sqs:us-east-1:123456789012:q'],
  ])('%s allows %s', (name, action, resource) => {
    expect(allows(name, action, resource)).toBe(true);
  });

  it.each([
    ['PowerUserAccess', 'iam:CreateRole', 'arn:aws:iam::123456789012:role/r'],
    ['ReadOnlyAccess', 'iot:DeleteThing', thing],
    ['AWSIoTDataAccess', 'iot:CreateThing', thing],
    ['service-role/AWSIoTThingsRegistration', 'iot:DeleteThing', thing],
    ['AmazonSQSReadOnlyAccess', 'sqs:ReceiveMessage', 'arn:aws:sqs:us-east-1:123456789012:q'],
  ])('%s does not allow %s', (name, action, resource) => {
    expect(allows(name, action, resource)).toBe(false);
  });

  it('have their conditions', () => {
    const pass = (service: string) =>
      allows('AWSLambda_FullAccess', 'iam:PassRole', 'arn:aws:iam::123456789012:role/r', {
        'iam:PassedToService': service,
      });
    expect([pass('lambda.amazonaws.com'), pass('iot.amazonaws.com')]).toEqual([true, false]);
  });
});
