import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { IoT } from '@aws-sdk/client-iot';
import { stackWaiter } from '../testing/stack-waiter';
import { startTestCloud, type TestCloud } from '../testing/test-cloud';

const StackName = 'rule';
const resourceArn = 'arn:aws:iot:us-east-1:123456789012:rule/tagged';

describe('a topic rule of a stack', () => {
  let cloud: TestCloud;
  let cloudFormation: CloudFormation;
  let iot: IoT;
  beforeAll(async () => {
    cloud = await startTestCloud();
    cloudFormation = new CloudFormation(cloud.settings);
    iot = new IoT(cloud.settings);
  });
  afterAll(async () => {
    cloudFormation.destroy();
    iot.destroy();
    await cloud.close();
  });

  const template = (...Tags: { Key: string; Value: string }[]): string =>
    JSON.stringify({
      Resources: {
        Rule: {
          Type: 'AWS::IoT::TopicRule',
          Properties: {
            RuleName: 'tagged',
            TopicRulePayload: { Sql: "SELECT * FROM 'a'", Actions: [] },
            Tags,
          },
        },
      },
    });
  const tags = async () => (await iot.listTagsForResource({ resourceArn })).tags;

  it('has the tags that its template says', async () => {
    const TemplateBody = template({ Key: 'area', Value: 'north & south' });
    await cloudFormation.createStack({ StackName, TemplateBody });
    await waitUntilStackCreateComplete(stackWaiter(cloudFormation), { StackName });
    expect(await tags()).toEqual([{ Key: 'area', Value: 'north & south' }]);
    const changed = template({ Key: 'model', Value: 'b' });
    await cloudFormation.updateStack({ StackName, TemplateBody: changed });
    await waitUntilStackUpdateComplete(stackWaiter(cloudFormation), { StackName });
    expect(await tags()).toEqual([{ Key: 'model', Value: 'b' }]);
  });
});
