import { generateKeyPairSync } from 'node:crypto';
import type { ServedControlPlane } from './testing/served-control-plane';
import { serveControlPlane } from './testing/served-control-plane';

const certificateIdPattern = /^[0-9a-f]{64}$/;
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:Connect', Resource: '*' }],
});
const body = JSON.stringify({
  Parameters: { Serial: { Type: 'String' }, 'AWS::IoT::Certificate::Id': { Type: 'String' } },
  Resources: {
    thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'Serial' } } },
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
    },
  },
});
const roleArn = 'arn:aws:iam::123456789012:role/registration';

describe('the iot service, to the AWS SDK', () => {
  let served: ServedControlPlane;
  beforeEach(async () => {
    served = await serveControlPlane();
  });
  afterEach(() => served.close());

  it('tells where the broker is', async () => {
    const { endpointAddress } = await served.client.describeEndpoint({ endpointType: 'iot:Data-ATS' });
    expect(endpointAddress).toBe('localhost:8883');
  });

  it('takes a certificate through its life', async () => {
    const { client } = served;
    const created = await client.createKeysAndCertificate({ setAsActive: true });
    expect(created.certificateId).toMatch(certificateIdPattern);
    expect(created.keyPair?.PrivateKey).toContain('BEGIN RSA PRIVATE KEY');
    const { certificateId = '', certificateArn = '' } = created;

    const { certificateDescription } = await client.describeCertificate({ certificateId });
    expect(certificateDescription).toMatchObject({
      status: 'ACTIVE',
      certificatePem: created.certificatePem,
      validity: { notAfter: new Date('2049-12-31T23:59:59Z') },
    });

    await client.createPolicy({ policyName: 'p', policyDocument: policy });
    await client.attachPolicy({ policyName: 'p', target: certificateArn });
    await client.createThing({ thingName: 't' });
    await client.attachThingPrincipal({ thingName: 't', principal: certificateArn });
    expect(await client.listPrincipalThings({ principal: certificateArn })).toMatchObject({ things: ['t'] });
    expect(await client.listThingPrincipals({ thingName: 't' })).toMatchObject({
      principals: [certificateArn],
    });

    await expect(client.deleteCertificate({ certificateId })).rejects.toMatchObject({
      name: 'CertificateStateException',
      $metadata: { httpStatusCode: 406 },
    });
    await client.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
    await expect(client.deleteCertificate({ certificateId, forceDelete: true })).rejects.toMatchObject({
      name: 'DeleteConflictException',
      $metadata: { httpStatusCode: 409 },
    });
    await expect(client.deleteThing({ thingName: 't' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await client.detachThingPrincipal({ thingName: 't', principal: certificateArn });
    await client.deleteCertificate({ certificateId, forceDelete: true });
    await expect(client.describeCertificate({ certificateId })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
    expect(await client.listTargetsForPolicy({ policyName: 'p' })).toMatchObject({ targets: [] });
  });

  it('registers a certificate of another authority', async () => {
    const { client } = served;
    const { certificatePem = '', certificateId = '' } = await client.createKeysAndCertificate({
      setAsActive: false,
    });
    await client.deleteCertificate({ certificateId });
    const again = await client.registerCertificateWithoutCA({ certificatePem, status: 'ACTIVE' });
    expect(again.certificateId).toBe(certificateId);
    await expect(client.registerCertificateWithoutCA({ certificatePem })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      resourceId: certificateId,
    });
  });

  it('refuses a certificate signing request that is none', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const certificateSigningRequest = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await expect(served.client.createCertificateFromCsr({ certificateSigningRequest })).rejects.toMatchObject(
      {
        name: 'InvalidRequestException',
        $metadata: { httpStatusCode: 400 },
      },
    );
  });

  it('pages through everything, once each, with tokens that fit no other listing', async () => {
    const { client } = served;
    const names = Array.from({ length: 7 }, (_, index) => `thing-${index}`);
    for (const thingName of names) {
      await client.createThing({ thingName, attributePayload: { attributes: { model: 'M1' } } });
    }
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.listThings({
        maxResults: 3,
        nextToken,
      });
      seen.push(...(page.things ?? []).map(({ thingName }) => thingName));
      nextToken = page.nextToken;
      if (nextToken !== undefined) {
        await expect(client.listThingGroups({ nextToken })).rejects.toMatchObject({
          name: 'InvalidRequestException',
        });
      }
    } while (nextToken !== undefined);
    expect(seen).toEqual(names);
    const byModel = await client.listThings({
      attributeName: 'model',
      attributeValue: 'M1',
      maxResults: 250,
    });
    expect(byModel.things).toHaveLength(7);
    await expect(client.listThings({ maxResults: 0 })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  it('keeps versions of things apart', async () => {
    const { client } = served;
    await client.createThing({ thingName: 't', attributePayload: { attributes: { a: '1', b: '2' } } });
    await client.updateThing({
      thingName: 't',
      expectedVersion: 1,
      attributePayload: { attributes: { b: '' }, merge: true },
    });
    expect(await client.describeThing({ thingName: 't' })).toMatchObject({
      attributes: { a: '1' },
      version: 2,
      defaultClientId: 't',
      thingArn: 'arn:aws:iot:us-east-1:123456789012:thing/t',
    });
    await expect(client.updateThing({ thingName: 't', expectedVersion: 1 })).rejects.toMatchObject({
      name: 'VersionConflictException',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('refuses malformed policies and deletes none that is in use', async () => {
    const { client } = served;
    await expect(client.createPolicy({ policyName: 'p', policyDocument: '{}' })).rejects.toMatchObject({
      name: 'MalformedPolicyException',
    });
    await expect(client.createPolicy({ policyName: 'p', policyDocument: '{' })).rejects.toThrow(
      new Error('Policy document is malformed: it is not JSON'),
    );
    const long = policy.replace('*', 'x'.repeat(2_100));
    await expect(client.createPolicy({ policyName: 'p', policyDocument: long })).rejects.toMatchObject({
      name: 'MalformedPolicyException',
    });
    await client.createPolicy({ policyName: 'p', policyDocument: policy });
    await expect(client.createPolicy({ policyName: 'p', policyDocument: policy })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    const version = await client.createPolicyVersion({
      policyName: 'p',
      policyDocument: policy,
      setAsDefault: true,
    });
    expect(version).toMatchObject({ policyVersionId: '2', isDefaultVersion: true });
    await expect(client.deletePolicy({ policyName: 'p' })).rejects.toMatchObject({
      name: 'DeleteConflictException',
    });
    await client.deletePolicyVersion({ policyName: 'p', policyVersionId: '1' });
    await client.deletePolicy({ policyName: 'p' });
    await expect(client.getPolicy({ policyName: 'p' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('keeps provisioning templates with their hooks and versions', async () => {
    const { client } = served;
    const targetArn = 'arn:aws:lambda:us-east-1:123456789012:function:hook';
    const created = await client.createProvisioningTemplate({
      templateName: 'fleet',
      templateBody: body,
      provisioningRoleArn: roleArn,
      enabled: true,
      preProvisioningHook: { targetArn },
      tags: [{ Key: 'stack', Value: 's' }],
    });
    expect(await client.describeProvisioningTemplate({ templateName: 'fleet' })).toMatchObject({
      templateArn: created.templateArn,
      enabled: true,
      templateBody: body,
      preProvisioningHook: { targetArn },
      defaultVersionId: 1,
      type: 'FLEET_PROVISIONING',
    });
    expect(await client.listTagsForResource({ resourceArn: created.templateArn })).toMatchObject({
      tags: [{ Key: 'stack', Value: 's' }],
    });
    await client.createProvisioningTemplateVersion({
      templateName: 'fleet',
      templateBody: body,
      setAsDefault: true,
    });
    await client.updateProvisioningTemplate({ templateName: 'fleet', removePreProvisioningHook: true });
    const described = await client.describeProvisioningTemplate({ templateName: 'fleet' });
    expect(described.preProvisioningHook).toBeUndefined();
    await client.deleteProvisioningTemplate({ templateName: 'fleet' });
    await expect(client.describeProvisioningTemplate({ templateName: 'fleet' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('keeps topic rules that the rules engine can run, and tells it of them', async () => {
    const { client, iot } = served;
    const changed = jest.fn();
    iot.rules.onChange(changed);
    const topicRulePayload = {
      sql: "SELECT principal() AS principal FROM 'cmd/+/cert/confirmed'",
      awsIotSqlVersion: '2016-03-23',
      actions: [{ lambda: { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f' } }],
    };
    await client.createTopicRule({ ruleName: 'r', topicRulePayload, tags: 'a=1&b=2' });
    expect(await client.getTopicRule({ ruleName: 'r' })).toMatchObject({
      ruleArn: 'arn:aws:iot:us-east-1:123456789012:rule/r',
      rule: { ...topicRulePayload, ruleDisabled: false },
    });
    expect(iot.rules.enabled()).toMatchObject([{ ruleName: 'r', topicPattern: 'cmd/+/cert/confirmed' }]);
    await client.disableTopicRule({ ruleName: 'r' });
    expect(iot.rules.enabled()).toEqual([]);
    expect(changed).toHaveBeenCalledTimes(2);
    await expect(
      client.createTopicRule({ ruleName: 'bad', topicRulePayload: { ...topicRulePayload, sql: 'SELEKT' } }),
    ).rejects.toMatchObject({ name: 'SqlParseException' });
    await client.deleteTopicRule({ ruleName: 'r' });
    await expect(client.getTopicRule({ ruleName: 'r' })).rejects.toMatchObject({
      name: 'UnauthorizedException',
      $metadata: { httpStatusCode: 401 },
    });
  });

  it('groups things, also in hierarchies', async () => {
    const { client } = served;
    await client.createThingGroup({ thingGroupName: 'all' });
    await client.createThingGroup({ thingGroupName: 'some', parentGroupName: 'all' });
    await client.createThing({ thingName: 't' });
    await client.addThingToThingGroup({ thingGroupName: 'some', thingName: 't' });
    expect((await client.listThingsInThingGroup({ thingGroupName: 'all' })).things).toEqual([]);
    expect((await client.listThingsInThingGroup({ thingGroupName: 'all', recursive: true })).things).toEqual([
      't',
    ]);
    expect((await client.listThingGroupsForThing({ thingName: 't' })).thingGroups).toMatchObject([
      { groupName: 'some' },
    ]);
    const { thingGroupMetadata } = await client.describeThingGroup({ thingGroupName: 'some' });
    expect(thingGroupMetadata).toMatchObject({
      parentGroupName: 'all',
      rootToParentThingGroups: [{ groupName: 'all' }],
    });
    await expect(client.deleteThingGroup({ thingGroupName: 'all' })).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await client.deleteThing({ thingName: 't' });
    expect((await client.listThingsInThingGroup({ thingGroupName: 'some' })).things).toEqual([]);
    await client.deleteThingGroup({ thingGroupName: 'some' });
    await client.deleteThingGroup({ thingGroupName: 'never-was' });
  });

  it('stores what the fleet index is to cover', async () => {
    const { client } = served;
    expect((await client.getIndexingConfiguration({})).thingIndexingConfiguration).toMatchObject({
      thingIndexingMode: 'OFF',
    });
    await client.updateIndexingConfiguration({
      thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' },
    });
    expect((await client.getIndexingConfiguration({})).thingIndexingConfiguration).toMatchObject({
      thingIndexingMode: 'REGISTRY',
      thingConnectivityIndexingMode: 'STATUS',
    });
  });
});
