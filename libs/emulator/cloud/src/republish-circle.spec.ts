import { IAM } from '@aws-sdk/client-iam';
import { IoT } from '@aws-sdk/client-iot';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { SQS } from '@aws-sdk/client-sqs';
import type { TestCloud } from './testing/test-cloud';
import { startTestCloud } from './testing/test-cloud';

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' },
});
const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

describe('a rule that republishes to a topic that it selects', () => {
  let cloud: TestCloud;

  beforeAll(async () => {
    cloud = await startTestCloud();
  });

  afterAll(() => cloud.close());

  it('stops, reports why to its error action, and leaves the cloud usable', async () => {
    const [iam, iot, data, sqs] = [
      new IAM(cloud.settings),
      new IoT(cloud.settings),
      new IoTDataPlane(cloud.settings),
      new SQS(cloud.settings),
    ];
    await iam.createRole({ RoleName: 'rules', AssumeRolePolicyDocument: trust });
    await iam.putRolePolicy({ RoleName: 'rules', PolicyName: 'all', PolicyDocument: everything });
    const roleArn = 'arn:aws:iam::123456789012:role/rules';
    const { QueueUrl: queueUrl } = await sqs.createQueue({ QueueName: 'errors' });
    await iot.createTopicRule({
      ruleName: 'circle',
      topicRulePayload: {
        sql: `SELECT * FROM 'circle/#'`,
        actions: [{ republish: { topic: '${topic()}', roleArn } }],
        errorAction: { sqs: { queueUrl, roleArn } },
      },
    });

    await data.publish({ topic: 'circle/a', payload: Buffer.from('{}') });

    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: queueUrl, WaitTimeSeconds: 20 });
    expect(Messages.map(({ Body }) => Body).join()).toContain('Let no rule select a topic');
    [iam, iot, data, sqs].forEach((client) => client.destroy());
  });
});
