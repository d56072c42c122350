import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import { ResourceStack } from '@fleet/resource-stack';
import { documented, measured, reported } from './behaviour';
import { cloudUnderTest, type CloudUnderTest } from './cloud-under-test';
import { answered, MadeInCloud } from './made-in-cloud';

describe('certificates', () => {
  const resources = new ResourceStack();
  let cloud: CloudUnderTest;
  let made: MadeInCloud;

  beforeAll(async () => {
    cloud = await cloudUnderTest(resources);
    made = new MadeInCloud(cloud);
  });

  afterAll(() => resources.dispose());

  documented('developer guide, x509-client-certs')('are named by the SHA-256 of their DER', async () => {
    const { certificateId, certificatePem } = await made.certificate();
    const der = new X509Certificate(certificatePem).raw;
    expect(createHash('sha256').update(der).digest('hex')).toBe(certificateId);
  });

  documented('API reference, CreateCertificateFromCsr')(
    'of one signing request are another each time',
    async () => {
      const certificateSigningRequest = createCertificateRequest(generateIdentityKey(), 'conformance');
      const issue = async (): Promise<string> => {
        const { certificateId } = await cloud.iot.createCertificateFromCsr({ certificateSigningRequest });
        made.removeLater(() => cloud.iot.deleteCertificate({ certificateId }));
        return answered(certificateId, 'certificateId');
      };
      expect(await issue()).not.toBe(await issue());
    },
  );

  documented('API reference, CreateCertificateFromCsr')(
    'need an RSA key of 2,048 bits at least',
    async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
      const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      const certificateSigningRequest = createCertificateRequest(key, 'conformance');
      const issued = cloud.iot.createCertificateFromCsr({ certificateSigningRequest });
      await expect(issued).rejects.toMatchObject({ name: 'InvalidRequestException' });
    },
  );

  reported('rebuy-de/aws-nuke#374')('that are ACTIVE cannot be deleted', async () => {
    const { certificateId } = await made.certificate();
    await expect(cloud.iot.deleteCertificate({ certificateId })).rejects.toMatchObject({
      name: 'CertificateStateException',
      message: `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
    });
  });

  reported('serverless/serverless#8324')('that have a policy cannot be deleted', async () => {
    const { certificateId, certificateArn } = await made.certificate(await made.policy());
    await cloud.iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
    await expect(cloud.iot.deleteCertificate({ certificateId })).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: `Certificate policies must be detached before deletion (arn: ${certificateArn})`,
    });
  });

  measured("LocalStack's tests that were validated on AWS")(
    'that have a policy can be deleted by force, as soon as they are INACTIVE',
    async () => {
      const { certificateId } = await made.certificate(await made.policy());
      await cloud.iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
      await cloud.iot.deleteCertificate({ certificateId, forceDelete: true });
    },
  );

  documented('API reference, UpdateCertificate')(
    'cannot be set to states that only AWS IoT sets',
    async () => {
      const { certificateId } = await made.certificate();
      for (const newStatus of ['PENDING_TRANSFER', 'PENDING_ACTIVATION'] as const) {
        await expect(cloud.iot.updateCertificate({ certificateId, newStatus })).rejects.toBeInstanceOf(Error);
      }
    },
  );

  documented('developer guide, exclusive-thing')(
    'say how they belong to their things, exclusively or not',
    async () => {
      const [shared, own] = [await made.thing(), await made.thing()];
      const { certificateArn: sharing } = await made.certificate();
      const { certificateArn: owning } = await made.certificate();
      await cloud.iot.attachThingPrincipal({ thingName: shared, principal: sharing });
      await cloud.iot.attachThingPrincipal({
        thingName: own,
        principal: owning,
        thingPrincipalType: 'EXCLUSIVE_THING',
      });
      expect((await cloud.iot.listPrincipalThingsV2({ principal: sharing })).principalThingObjects).toEqual([
        { thingName: shared, thingPrincipalType: 'NON_EXCLUSIVE_THING' },
      ]);
      expect((await cloud.iot.listThingPrincipalsV2({ thingName: own })).thingPrincipalObjects).toEqual([
        { principal: owning, thingPrincipalType: 'EXCLUSIVE_THING' },
      ]);
    },
  );

  documented('developer guide, exclusive-thing')(
    'cannot be attached to another thing where they belong to one exclusively',
    async () => {
      const [own, other] = [await made.thing(), await made.thing()];
      const { certificateArn: principal } = await made.certificate();
      await cloud.iot.attachThingPrincipal({
        thingName: own,
        principal,
        thingPrincipalType: 'EXCLUSIVE_THING',
      });
      await expect(cloud.iot.attachThingPrincipal({ thingName: other, principal })).rejects.toBeInstanceOf(
        Error,
      );
      const { things } = await cloud.iot.listPrincipalThings({ principal });
      expect(things).toEqual([own]);
    },
  );

  measured('ministackorg/ministack#1755')('cannot be registered as PENDING_ACTIVATION', async () => {
    const { certificatePem, certificateId } = await made.certificate();
    await cloud.iot.updateCertificate({ certificateId, newStatus: 'INACTIVE' });
    await cloud.iot.deleteCertificate({ certificateId });
    const registered = cloud.iot.registerCertificateWithoutCA({
      certificatePem,
      status: 'PENDING_ACTIVATION',
    });
    await expect(registered).rejects.toMatchObject({
      name: 'CertificateStateException',
      message: 'Not allowed to register certificate with PENDING_ACTIVATION status',
    });
  });
});
