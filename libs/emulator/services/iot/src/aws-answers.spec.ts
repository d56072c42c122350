import type { Action } from '@aws-sdk/client-iot';
import type { ServedControlPlane } from './testing/served-control-plane';
import { serveControlPlane, untrustingRoleArn } from './testing/served-control-plane';

const policyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
});

const table = { tableName: 't', hashKeyField: 'k', hashKeyValue: 'v', roleArn: 'r' };

/** What AWS was seen to answer. Each text stands in the code with its source. */
describe('the iot service answers in the words of AWS', () => {
  let served: ServedControlPlane;
  beforeEach(async () => {
    served = await serveControlPlane();
  });
  afterEach(() => served.close());

  const refusal = async (request: Promise<unknown>): Promise<{ name: string; message: string }> => {
    const answer: unknown = await request.catch((error: unknown) => error);
    if (answer instanceof Error) {
      return { name: answer.name, message: answer.message };
    }
    throw new Error('the request was not refused');
  };
  const newCertificate = async () => {
    const { certificateId = '', certificateArn = '' } = await served.client.createKeysAndCertificate({
      setAsActive: true,
    });
    return { certificateId, certificateArn };
  };

  it.each(['iot:Data', 'iot:Data-Beta', undefined])('refuses the endpoint type %s', async (endpointType) => {
    expect(await refusal(served.client.describeEndpoint({ endpointType }))).toEqual({
      name: 'InvalidRequestException',
      message: 'Invalid endpoint type',
    });
  });

  it('says where the endpoint of jobs has gone', async () => {
    expect(await refusal(served.client.describeEndpoint({ endpointType: 'iot:Jobs' }))).toEqual({
      name: 'InvalidRequestException',
      message:
        'IoT Jobs and Commands APIs are now available through iot:Data-ATS endpoints instead of iot:Jobs ' +
        'endpoints. Please use iot:Data-ATS.',
    });
  });

  it('refuses to create a thing again with other attributes', async () => {
    const { client } = served;
    await client.createThing({ thingName: 't', attributePayload: { attributes: { a: '1' } } });
    const again = client.createThing({ thingName: 't', attributePayload: { attributes: { a: '2' } } });

    expect(await refusal(again)).toEqual({
      name: 'ResourceAlreadyExistsException',
      message: 'Thing t already exists in account with different attributes',
    });
  });

  it('refuses to delete a thing with a principal', async () => {
    const { client } = served;
    const { certificateArn } = await newCertificate();
    await client.createThing({ thingName: 't' });
    await client.attachThingPrincipal({ thingName: 't', principal: certificateArn });

    expect(await refusal(client.deleteThing({ thingName: 't' }))).toEqual({
      name: 'InvalidRequestException',
      message: 'Cannot delete. Thing t is still attached to one or more principals',
    });
  });

  it('refuses to delete a certificate that is active, attached to a thing, or has a policy', async () => {
    const { client } = served;
    const { certificateId, certificateArn } = await newCertificate();
    await client.createPolicy({ policyName: 'p', policyDocument });
    await client.attachPolicy({ policyName: 'p', target: certificateArn });
    await client.createThing({ thingName: 't' });
    await client.attachThingPrincipal({ thingName: 't', principal: certificateArn });
    const deletion = () => refusal(client.deleteCertificate({ certificateId }));

    expect(await deletion()).toEqual({
      name: 'CertificateStateException',
      message: `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
    });
    await client.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
    expect(await deletion()).toEqual({
      name: 'DeleteConflictException',
      message: `Things must be detached before deletion (arn: ${certificateArn})`,
    });
    await client.detachThingPrincipal({ thingName: 't', principal: certificateArn });
    expect(await deletion()).toEqual({
      name: 'DeleteConflictException',
      message: `Certificate policies must be detached before deletion (arn: ${certificateArn})`,
    });
  });

  it('refuses to delete a policy that is attached, or has versions, and a sixth version', async () => {
    const { client } = served;
    const { certificateArn } = await newCertificate();
    await client.createPolicy({ policyName: 'p', policyDocument });
    await client.attachPolicy({ policyName: 'p', target: certificateArn });
    expect(await refusal(client.deletePolicy({ policyName: 'p' }))).toEqual({
      name: 'DeleteConflictException',
      message: 'The policy cannot be deleted as the policy is attached to one or more principals (name=p)',
    });
    await client.detachPolicy({ policyName: 'p', target: certificateArn });
    for (let version = 2; version <= 5; version += 1) {
      await client.createPolicyVersion({ policyName: 'p', policyDocument });
    }

    expect(await refusal(client.createPolicyVersion({ policyName: 'p', policyDocument }))).toEqual({
      name: 'VersionsLimitExceededException',
      message: 'The policy p already has the maximum number of versions (5)',
    });
    const { name, message } = await refusal(client.deletePolicy({ policyName: 'p' }));
    expect(name).toBe('DeleteConflictException');
    expect(message).toMatch(/^The policy cannot be deleted as versions other than .*default version/);
  });

  it('registers no certificate as PENDING_ACTIVATION', async () => {
    const { client } = served;
    const { certificatePem } = await client.createKeysAndCertificate({ setAsActive: false });
    const registration = client.registerCertificateWithoutCA({
      certificatePem,
      status: 'PENDING_ACTIVATION',
    });

    expect(await refusal(registration)).toEqual({
      name: 'CertificateStateException',
      message: 'Not allowed to register certificate with PENDING_ACTIVATION status',
    });
  });

  it('refuses to attach a policy that does not exist, or to what is no certificate', async () => {
    const { client } = served;
    const { certificateArn } = await newCertificate();
    const { thingGroupArn } = await client.createThingGroup({ thingGroupName: 'g' });
    await client.createThing({ thingName: 't' });

    expect(await refusal(client.attachPolicy({ policyName: 'p', target: certificateArn }))).toEqual({
      name: 'ResourceNotFoundException',
      message: 'Policy not found',
    });
    const group = client.attachThingPrincipal({ thingName: 't', principal: thingGroupArn });
    expect(await refusal(group)).toEqual({
      name: 'InvalidRequestException',
      message: 'The given ARN does not represent a cert',
    });
  });

  it('refuses to search an index that is off', async () => {
    expect(await refusal(served.client.searchIndex({ queryString: 'thingName:*' }))).toEqual({
      name: 'ResourceNotFoundException',
      message: 'Index AWS_Things does not exist. Please enable index by calling UpdateIndexingConfiguration',
    });
  });

  it('deletes a topic rule that does not exist, and shows it to nobody', async () => {
    const { client } = served;
    await client.deleteTopicRule({ ruleName: 'absent' });

    expect((await refusal(client.getTopicRule({ ruleName: 'absent' }))).name).toBe('UnauthorizedException');
    expect((await refusal(client.deleteTopicRule({ ruleName: 'no rule' }))).name).toBe(
      'InvalidRequestException',
    );
  });

  describe('of roles', () => {
    const trusted = 'arn:aws:iam::123456789012:role/trusting';
    const refused = {
      name: 'InvalidRequestException',
      message:
        `AWS IoT (iot.amazonaws.com) is unable to assume role (sts:AssumeRole) on resource: ${untrustingRoleArn}. ` +
        'If the role was just created or updated, please try again in a few seconds.',
    };
    const sql = "SELECT * FROM 'a'";
    const sqs = (arn: string): Action => ({ sqs: { queueUrl: 'https://queue', roleArn: arn } });

    it('refuses a rule with a role that it cannot assume, also a disabled one, also in the error action', async () => {
      const { client } = served;
      const create = (actions: Action[], errorAction?: Action) =>
        client.createTopicRule({
          ruleName: 'r',
          topicRulePayload: { sql, ruleDisabled: true, actions, errorAction },
        });

      expect(await refusal(create([sqs(trusted), sqs(untrustingRoleArn)]))).toEqual(refused);
      expect(await refusal(create([], sqs(untrustingRoleArn)))).toEqual(refused);
      await create([sqs(trusted)]);
      const replacement = client.replaceTopicRule({
        ruleName: 'r',
        topicRulePayload: { sql, actions: [sqs(untrustingRoleArn)] },
      });
      expect(await refusal(replacement)).toEqual(refused);
    });

    it('refuses a provisioning template with a role that it cannot assume', async () => {
      const { client } = served;
      const templateBody = JSON.stringify({
        Resources: {
          certificate: {
            Type: 'AWS::IoT::Certificate',
            Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' } },
          },
        },
      });
      const create = (provisioningRoleArn: string) =>
        client.createProvisioningTemplate({ templateName: 'fleet', templateBody, provisioningRoleArn });

      expect(await refusal(create(untrustingRoleArn))).toEqual(refused);
      await create(trusted);
      const update = client.updateProvisioningTemplate({
        templateName: 'fleet',
        provisioningRoleArn: untrustingRoleArn,
      });
      expect(await refusal(update)).toEqual(refused);
      expect((await refusal(create(trusted))).message).toBe('Template with name fleet already exists');
    });

    it('refuses a template for certificate authorities of your own, which are not here', async () => {
      const creation = served.client.createProvisioningTemplate({
        templateName: 'jitp',
        templateBody: '{}',
        provisioningRoleArn: trusted,
        type: 'JITP',
      });
      expect((await refusal(creation)).message).toMatch(/^type must be FLEET_PROVISIONING: .*JITP/);
    });
  });

  it.each<[string, Action, string]>([
    ['of a kind that is not run', { kinesis: { streamName: 's', roleArn: 'r' } }, 'kinesis'],
    [
      'with a substitution template that has no end',
      { republish: { topic: 'a/${topic()', roleArn: 'r' } },
      'has no end',
    ],
    [
      'with a substitution template of a function that is not run',
      { sqs: { queueUrl: "${get_secret('s', 't', 'r')}", roleArn: 'r' } },
      'get_secret()',
    ],
    [
      'with a substitution template for its role',
      { sqs: { queueUrl: 'q', roleArn: '${topic()}' } },
      'sqs.roleArn takes no substitution template',
    ],
    [
      'with the variable of another statement',
      { dynamoDBv2: { putItem: { tableName: '${@table}' }, roleArn: 'r' } },
      '@table',
    ],
    ['without a target', { lambda: { functionArn: '' } }, 'lambda.functionArn'],
    ['on a reserved topic', { republish: { topic: '$aws/events/x', roleArn: 'r' } }, 'begin it with $$'],
    ['with headers', { republish: { topic: 't', roleArn: 'r', headers: { contentType: 'x' } } }, 'headers'],
    ['with a QoS of 2', { republish: { topic: 't', roleArn: 'r', qos: 2 } }, 'republish.qos'],
    [
      'on a table with another operation',
      { dynamoDB: { ...table, operation: 'UPSERT' } },
      'one of INSERT, UPDATE, DELETE, not UPSERT',
    ],
    ['on a table without a key', { dynamoDB: { ...table, hashKeyField: '' } }, 'dynamoDB.hashKeyField'],
    [
      'on a table with half a range key',
      { dynamoDB: { ...table, rangeKeyField: 'at' } },
      'dynamoDB.rangeKeyValue',
    ],
    ['in batches', { cloudwatchLogs: { logGroupName: 'g', roleArn: 'r', batchMode: true } }, 'batchMode'],
  ])('refuses a rule with an action %s when it is made', async (_what, action, words) => {
    const creation = served.client.createTopicRule({
      ruleName: 'r',
      topicRulePayload: { sql: "SELECT * FROM 'a'", actions: [action] },
    });

    const { name, message } = await refusal(creation);
    expect(name).toBe('InvalidRequestException');
    expect(message).toMatch(/^actions\.0 cannot run here: /);
    expect(message).toContain(words);
  });

  it('refuses a rule with a function that is not run when it is made', async () => {
    const creation = served.client.createTopicRule({
      ruleName: 'r',
      topicRulePayload: {
        sql: "SELECT get_dynamodb('t', 'k', 'v', 'arn:aws:iam::123456789012:role/r') AS item FROM 'a'",
        awsIotSqlVersion: '2016-03-23',
        actions: [],
      },
    });

    const { name, message } = await refusal(creation);
    expect(name).toBe('SqlParseException');
    expect(message).toContain('get_dynamodb()');
  });

  it('says in one sentence which member of a template is wrong', async () => {
    const creation = served.client.createProvisioningTemplate({
      templateName: 'fleet',
      templateBody: '{}',
      provisioningRoleArn: 'arn:aws:iam::123456789012:user/somebody',
    });

    expect(await refusal(creation)).toEqual({
      name: 'InvalidRequestException',
      message: 'provisioningRoleArn must be the ARN of an IAM role',
    });
  });

  it('takes every character in the value of an attribute that the API documents', async () => {
    const { client } = served;
    await client.createThing({
      thingName: 't',
      attributePayload: { attributes: { 'a.b,c@d/e:f#g-h_i': 'A9_.,@/:#=[]-' } },
    });

    expect(await client.describeThing({ thingName: 't' })).toMatchObject({
      attributes: { 'a.b,c@d/e:f#g-h_i': 'A9_.,@/:#=[]-' },
    });
    const blank = client.updateThing({ thingName: 't', attributePayload: { attributes: { a: 'b c' } } });
    expect((await refusal(blank)).name).toBe('InvalidRequestException');
  });
});
