import { ResourceStack } from '@fleet/resource-stack';
import { documented, guessed, measured, reported } from './behaviour';
import { cloudUnderTest, type CloudUnderTest } from './cloud-under-test';
import { MadeInCloud } from './made-in-cloud';
import { isUnseenRole, untilDone } from './until-done';

describe('endpoints and topic rules', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let made: MadeInCloud;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    made = new MadeInCloud(cloud);
  });

  afterAll(() => resources.dispose());

  measured('ministackorg/ministack#1755')('of the types iot:Data and iot:Jobs are refused', async () => {
    for (const endpointType of ['iot:Data', 'iot:Jobs']) {
      await expect(cloud.iot.describeEndpoint({ endpointType })).rejects.toMatchObject({
        name: 'InvalidRequestException',
      });
    }
  });

  measured("LocalStack's tests that were validated on AWS")(
    'that do not exist are deleted without an error',
    async () => {
      await cloud.iot.deleteTopicRule({ ruleName: cloud.freshName('absent') });
    },
  );

  measured("LocalStack's tests that were validated on AWS")(
    'that do not exist cannot be read: the answer is that of a missing permission',
    async () => {
      const read = cloud.iot.getTopicRule({ ruleName: cloud.freshName('absent') });
      await expect(read).rejects.toMatchObject({ name: 'UnauthorizedException' });
    },
  );

  reported('ministackorg/ministack#1417')('with a role that does not exist are refused', async () => {
    const roleArn = `arn:aws:iam::${cloud.accountId}:role/${cloud.freshName('absent')}`;
    const created = cloud.iot.createTopicRule({
      ruleName: cloud.freshName('rule'),
      topicRulePayload: {
        sql: "SELECT * FROM 'conformance'",
        actions: [{ republish: { roleArn, topic: 'conformance/again' } }],
      },
    });
    await expect(created).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message:
        `AWS IoT (iot.amazonaws.com) is unable to assume role (sts:AssumeRole) on resource: ${roleArn}. ` +
        'If the role was just created or updated, please try again in a few seconds.',
    });
  });

  documented('API reference, DisableTopicRule')('are listed, and can be disabled and enabled', async () => {
    const roleArn = await made.role('arn:aws:iam::aws:policy/service-role/AWSIoTRuleActions');
    const ruleName = cloud.freshName('rule');
    made.removeLater(() => cloud.iot.deleteTopicRule({ ruleName }));
    const topic = `conformance/${ruleName}`;
    const payload = {
      sql: `SELECT * FROM '${topic}'`,
      actions: [{ republish: { roleArn, topic: `${topic}/again` } }],
    };
    await untilDone(() => cloud.iot.createTopicRule({ ruleName, topicRulePayload: payload }), isUnseenRole);
    await cloud.iot.disableTopicRule({ ruleName });
    const { rules = [] } = await cloud.iot.listTopicRules({ maxResults: 10_000 });
    const listed = rules.find((rule) => rule.ruleName === ruleName);
    expect(listed).toMatchObject({ ruleDisabled: true, topicPattern: topic });
    await cloud.iot.enableTopicRule({ ruleName });
    expect((await cloud.iot.getTopicRule({ ruleName })).rule).toMatchObject({ ruleDisabled: false });
  });

  guessed('AWS names SqlParseException in the API reference')('with bad SQL are refused', async () => {
    const created = cloud.iot.createTopicRule({
      ruleName: cloud.freshName('rule'),
      topicRulePayload: { sql: 'SELEKT * FROM', actions: [] },
    });
    await expect(created).rejects.toMatchObject({
      name: expect.stringMatching(/^(SqlParse|InvalidRequest)Exception$/),
    });
  });
});
