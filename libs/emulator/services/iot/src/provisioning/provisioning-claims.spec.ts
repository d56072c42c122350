import type { TestControlPlane } from '../testing/test-control-plane';
import { derOf, openTestControlPlane } from '../testing/test-control-plane';
import { errorCodeOf } from '../testing/error-code';

const templateBody = JSON.stringify({
  Resources: {
    certificate: {
      Type: 'AWS::IoT::Certificate',
      Properties: { CertificateId: { Ref: 'AWS::IoT::Certificate::Id' } },
    },
  },
});

describe('a provisioning claim', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
    cloud.iot.templates.create('fleet', templateBody, {
      provisioningRoleArn: 'arn:aws:iam::123456789012:role/registration',
      preProvisioningHook: undefined,
      enabled: true,
      description: undefined,
      type: undefined,
    });
  });
  afterEach(() => cloud.close());

  const mayPublish = (certificateId: string, name: string): boolean =>
    cloud.iot.authorize({
      principal: { certificateId },
      clientId: 'any',
      action: 'iot:Publish',
      resource: { type: 'topic', name },
    });

  it('lets a device provision itself with its template, and do nothing else', async () => {
    const { certificateId, certificatePem } = await cloud.iot.claims.create('fleet');

    expect(cloud.iot.authenticate(derOf(certificatePem))).toMatchObject({ status: 'active', certificateId });
    expect(mayPublish(certificateId, '$aws/certificates/create/json')).toBe(true);
    expect(mayPublish(certificateId, '$aws/provisioning-templates/fleet/provision/json')).toBe(true);
    expect(mayPublish(certificateId, '$aws/provisioning-templates/other/provision/json')).toBe(false);
    expect(mayPublish(certificateId, 'cmd/any')).toBe(false);
  });

  it('is not among the certificates of the account', async () => {
    const { certificateId } = await cloud.iot.claims.create('fleet');

    expect(cloud.iot.certificates.list({}).items).toEqual([]);
    expect(errorCodeOf(() => cloud.iot.certificates.describe(certificateId))).toBe(
      'ResourceNotFoundException',
    );
  });

  it('ends after five minutes', async () => {
    const { certificateId, certificatePem, expiresAt } = await cloud.iot.claims.create('fleet');
    expect(expiresAt.getTime() - cloud.clock.nowMillis()).toBeGreaterThan(4.9 * 60_000);
    const ended = new Promise((resolve) => cloud.iot.onCertificateStatusChange(resolve));
    cloud.passHours(5.01 / 60);

    expect(await ended).toEqual({ certificateId, status: undefined });
    expect(cloud.iot.authenticate(derOf(certificatePem))).toEqual({ status: 'unknown' });
    expect(mayPublish(certificateId, '$aws/certificates/create/json')).toBe(false);
  });

  it('is not written when the cloud has closed before its keys are there', async () => {
    const creation = cloud.iot.claims.create('fleet');
    cloud.iot.close();

    await expect(creation).rejects.toMatchObject({ code: 'ServiceUnavailableException' });
    expect(cloud.store.all('SELECT * FROM iot_provisioning_claim')).toEqual([]);
  });

  it('needs a template', async () => {
    await expect(cloud.iot.claims.create('other')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });
});
