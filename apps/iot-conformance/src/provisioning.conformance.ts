import { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { documented, guessed, measured, reported } from './behaviour';
import { cloudUnderTest, type CloudUnderTest } from './cloud-under-test';
import { DeviceConnection } from './device-connection';
import { answered, MadeInCloud, type MadeCertificate } from './made-in-cloud';
import { templateBody } from './template-body';
import { isUnseenRole, untilDone } from './until-done';

/** What AWS offers for the role of a provisioning template. */
const thingsRegistration = 'arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration';

const issued = z.object({
  certificateId: z.string(),
  certificatePem: z.string(),
  privateKey: z.string(),
  certificateOwnershipToken: z.string(),
});

describe('provisioning templates', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let made: MadeInCloud;
  let roleArn: string;
  let policyName: string;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    made = new MadeInCloud(cloud);
    roleArn = await made.role(thingsRegistration);
    policyName = await made.policy();
  });

  afterAll(() => resources.dispose());

  /** A template that is removed at the end. AWS may need a while until it sees a new role. */
  async function template(enabled?: boolean, body = templateBody(policyName)): Promise<string> {
    const templateName = cloud.freshName('t');
    made.removeLater(() => cloud.iot.deleteProvisioningTemplate({ templateName }));
    const create = (): Promise<unknown> =>
      cloud.iot.createProvisioningTemplate({
        templateName,
        templateBody: body,
        provisioningRoleArn: roleArn,
        enabled,
      });
    await untilDone(create, isUnseenRole);
    return templateName;
  }

  documented('API reference, CreateProvisioningTemplate')('are disabled unless told otherwise', async () => {
    const templateName = await template();
    expect(await cloud.iot.describeProvisioningTemplate({ templateName })).toMatchObject({ enabled: false });
  });

  reported('aws/aws-cdk#17989')('of one name are made once', async () => {
    const templateName = await template();
    const again = cloud.iot.createProvisioningTemplate({
      templateName,
      templateBody: templateBody(policyName),
      provisioningRoleArn: roleArn,
    });
    await expect(again).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: `Template with name ${templateName} already exists`,
    });
  });

  documented('API reference, CreateProvisioningTemplateVersion')('have at most five versions', async () => {
    const templateName = await template();
    const addVersion = (): Promise<unknown> =>
      cloud.iot.createProvisioningTemplateVersion({ templateName, templateBody: templateBody(policyName) });
    for (let version = 2; version <= 5; version += 1) {
      await addVersion();
    }
    await expect(addVersion()).rejects.toMatchObject({ name: 'VersionsLimitExceededException' });
  });

  documented('API reference, DeleteProvisioningTemplateVersion')(
    'lose a version, but not the default one',
    async () => {
      const templateName = await template();
      await cloud.iot.createProvisioningTemplateVersion({
        templateName,
        templateBody: templateBody(policyName),
      });
      const second = { templateName, versionId: 2 };
      const shown = await cloud.iot.describeProvisioningTemplateVersion(second);
      expect(shown).toMatchObject({ versionId: 2, isDefaultVersion: false });
      await cloud.iot.deleteProvisioningTemplateVersion(second);
      const { versions } = await cloud.iot.listProvisioningTemplateVersions({ templateName });
      expect(versions).toMatchObject([{ versionId: 1, isDefaultVersion: true }]);
      await expect(
        cloud.iot.deleteProvisioningTemplateVersion({ templateName, versionId: 1 }),
      ).rejects.toMatchObject({ name: 'DeleteConflictException' });
    },
  );

  measured('hashicorp/terraform-provider-aws, acceptance tests')('need no thing', async () => {
    const body = JSON.stringify({
      Parameters: { 'AWS::IoT::Certificate::Id': { Type: 'String' } },
      Resources: {
        certificate: {
          Type: 'AWS::IoT::Certificate',
          Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' }, Status: 'Active' },
        },
      },
    });
    await template(false, body);
  });

  describe('by which devices are provisioned', () => {
    let templateName: string;

    beforeAll(async () => {
      templateName = await template(true);
    });

    /** The claim of a trusted user: good for five minutes, so each test has its own. */
    async function connectClaim(): Promise<DeviceConnection> {
      const claim = await cloud.iot.createProvisioningClaim({ templateName });
      const identity = {
        certificatePem: answered(claim.certificatePem, 'certificatePem'),
        privateKey: answered(claim.keyPair?.PrivateKey, 'private key'),
      };
      return DeviceConnection.open(cloud, identity, { clientId: cloud.freshName('claim') });
    }

    /** Publishes a request, and reads its answer, accepted or rejected. */
    async function ask(device: DeviceConnection, topic: string, request: object): Promise<unknown> {
      const answers = [`${topic}/accepted`, `${topic}/rejected`];
      await device.client.subscribeAsync(answers, { qos: 1 });
      const answer = Promise.race(answers.map((name) => device.next(name)));
      await device.client.publishAsync(topic, JSON.stringify(request), { qos: 1 });
      return JSON.parse(await answer);
    }

    async function obtainCertificate(device: DeviceConnection): Promise<MadeCertificate & { token: string }> {
      const answer = issued.parse(await ask(device, '$aws/certificates/create/json', {}));
      const { certificateId, certificatePem, privateKey } = answer;
      const certificateArn = `arn:aws:iot:${cloud.region}:${cloud.accountId}:cert/${certificateId}`;
      return {
        certificateId,
        certificateArn,
        certificatePem,
        privateKey,
        token: answer.certificateOwnershipToken,
      };
    }

    const register = (device: DeviceConnection, token: string, serial: string): Promise<unknown> =>
      ask(device, `$aws/provisioning-templates/${templateName}/provision/json`, {
        certificateOwnershipToken: token,
        parameters: { SerialNumber: serial },
      });

    const statusOf = async ({ certificateId }: MadeCertificate): Promise<unknown> =>
      (await cloud.iot.describeCertificate({ certificateId })).certificateDescription?.status;

    /** What a registration made goes with the test. */
    async function removeRegistered({ certificateId, certificateArn }: MadeCertificate, thingName: string) {
      await cloud.iot.detachThingPrincipal({ thingName, principal: certificateArn });
      await cloud.iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
      await cloud.iot.deleteCertificate({ certificateId, forceDelete: true });
      made.removeLater(() => cloud.iot.deleteThing({ thingName }));
    }

    documented('developer guide, fleet-provision-api')(
      'give a device its thing, its certificate and its configuration',
      async () => {
        const device = await connectClaim();
        const certificate = await obtainCertificate(device);
        expect(await statusOf(certificate)).toBe('PENDING_ACTIVATION');
        const serial = cloud.freshName('serial');
        expect(await register(device, certificate.token, serial)).toEqual({
          thingName: serial,
          deviceConfiguration: { Fallback: 'https://example.com' },
        });
        expect(await statusOf(certificate)).toBe('ACTIVE');
        const { principals } = await cloud.iot.listThingPrincipals({ thingName: serial });
        expect(principals).toEqual([certificate.certificateArn]);
        await removeRegistered(certificate, serial);
      },
    );

    documented('developer guide, provision-wo-cert')(
      'attach a certificate to its thing alone, if they say so',
      async () => {
        const device = await connectClaim();
        const certificate = await obtainCertificate(device);
        const serial = cloud.freshName('serial');
        await register(device, certificate.token, serial);
        const { thingPrincipalObjects } = await cloud.iot.listThingPrincipalsV2({ thingName: serial });
        expect(thingPrincipalObjects).toMatchObject([{ thingPrincipalType: 'EXCLUSIVE_THING' }]);
        await removeRegistered(certificate, serial);
      },
    );

    documented('developer guide, provision-wo-cert')(
      'have claims of five minutes, which are not among the certificates of the account',
      async () => {
        const { certificateId, expiration } = await cloud.iot.createProvisioningClaim({ templateName });
        const seconds = (answered(expiration, 'expiration').getTime() - Date.now()) / 1000;
        expect(seconds).toBeGreaterThan(240);
        expect(seconds).toBeLessThan(360);
        await expect(cloud.iot.describeCertificate({ certificateId })).rejects.toMatchObject({
          name: 'ResourceNotFoundException',
        });
      },
    );

    reported('aws/aws-iot-device-sdk-js-v2#69')('refuse an empty ownership token', async () => {
      expect(await register(await connectClaim(), '', cloud.freshName('serial'))).toEqual({
        statusCode: 400,
        errorCode: 'InvalidCertificateOwnershipToken',
        errorMessage: 'Certificate ownership token cannot be empty.',
      });
    });

    guessed('the texts are not published')('refuse an ownership token of nobody', async () => {
      const answer = await register(await connectClaim(), 'x'.repeat(464), cloud.freshName('serial'));
      expect(answer).toMatchObject({ statusCode: 400, errorCode: 'InvalidCertificateOwnershipToken' });
    });

    guessed('what a used token is answered is not published')('take an ownership token once', async () => {
      const device = await connectClaim();
      const certificate = await obtainCertificate(device);
      const serial = cloud.freshName('serial');
      await register(device, certificate.token, serial);
      const other = await connectClaim();
      expect(await register(other, certificate.token, cloud.freshName('serial'))).toMatchObject({
        statusCode: expect.any(Number),
        errorCode: expect.any(String),
      });
      await removeRegistered(certificate, serial);
    });
  });
});
