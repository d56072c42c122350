import { CloudFormation, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { IoT } from '@aws-sdk/client-iot';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { eventually } from '@fleet/eventually';
import { stackWaiter } from '../testing/stack-waiter';
import { startTestCloud, type TestCloud } from '../testing/test-cloud';

const StackName = 'readings';
const roleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
const tableName = { Ref: 'Table' };

/** A table, the role that may write it, and a rule with both actions on it. */
const template = JSON.stringify({
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'iot.amazonaws.com' } },
          ],
        },
        Policies: [
          {
            PolicyName: 'write',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: '*' }],
            },
          },
        ],
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'readings',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'device', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'device', KeyType: 'HASH' }],
      },
    },
    Rule: {
      Type: 'AWS::IoT::TopicRule',
      Properties: {
        RuleName: 'readings',
        TopicRulePayload: {
          Sql: `SELECT *, topic(2) + '-columns' AS device FROM 'dt/+'`,
          AwsIotSqlVersion: '2016-03-23',
          Actions: [
            {
              DynamoDB: {
                TableName: tableName,
                RoleArn: roleArn,
                HashKeyField: 'device',
                HashKeyType: 'STRING',
                HashKeyValue: '${topic(2)}',
                PayloadField: 'message',
              },
            },
            { DynamoDBv2: { PutItem: { TableName: tableName }, RoleArn: roleArn } },
          ],
        },
      },
    },
  },
});

describe('AWS::IoT::TopicRule', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud.close());

  it('writes what it selects into the tables of its stack', async () => {
    const cloudFormation = new CloudFormation(cloud.settings);
    const iot = new IoT(cloud.settings);
    const data = new IoTDataPlane(cloud.settings);
    const dynamoDb = new DynamoDB(cloud.settings);
    await cloudFormation.createStack({
      StackName,
      TemplateBody: template,
      Capabilities: ['CAPABILITY_IAM'],
    });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
    const { rule } = await iot.getTopicRule({ ruleName: 'readings' });
    expect(rule?.actions).toMatchObject([
      { dynamoDB: { tableName: 'readings', hashKeyType: 'STRING', payloadField: 'message' } },
      { dynamoDBv2: { putItem: { tableName: 'readings' } } },
    ]);

    await data.publish({ topic: 'dt/lamp', payload: Buffer.from('{"on":true}') });
    const items = await eventually('two items', async () => {
      const { Items = [] } = await dynamoDb.scan({ TableName: 'readings' });
      return Items.length === 2 ? Items : undefined;
    });
    expect(items).toEqual(
      expect.arrayContaining([
        {
          device: { S: 'lamp' },
          message: { M: { on: { BOOL: true }, device: { S: 'lamp-columns' } } },
        },
        { device: { S: 'lamp-columns' }, on: { BOOL: true } },
      ]),
    );
    for (const client of [cloudFormation, iot, data, dynamoDb]) {
      client.destroy();
    }
  });
});
