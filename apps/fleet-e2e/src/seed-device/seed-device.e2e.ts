import type { IoT } from '@aws-sdk/client-iot';
import { formatCertDate } from '@fleet/cert-dates';
import { holdDailySweep, type LocalCloudProcess } from '@fleet/local-fleet';
import { ResourceStack } from '@fleet/resource-stack';
import { DeployedFleet } from '../deployment/deployed-fleet';
import { startDeployedCloud } from '../deployment/test-cloud';
import { obtainCertificate, register } from '../devices/registration';
import { sweepByOperator } from '../rotation/operators-sweep';
import { SeedDevice } from './seed-device';

const serial = 'field-0001';
const begun = new Date();

/** Usually one; two when it runs over midnight. */
const datesOfThisTest = (): string[] => [begun, new Date()].map(formatCertDate);

/** Its life, in order, in a fleet of the default configuration. */
describe('a device that was in the field before this fleet', () => {
  const resources = new ResourceStack();
  let cloud: LocalCloudProcess;
  let fleet: DeployedFleet;
  let device: SeedDevice;
  let iot: IoT;

  beforeAll(async () => {
    const testCloud = await startDeployedCloud(resources);
    ({ cloud, iot } = testCloud);
    fleet = new DeployedFleet(testCloud);
    // Where the time is moved over its hour, it would be the first to warn, before the sweep that is ordered.
    await holdDailySweep(cloud.endpoints, fleet.names);
    device = new SeedDevice(cloud, await fleet.claim(), serial);
  });

  afterAll(() => resources.dispose());

  it('is provisioned as it asks: QoS 0, DeviceSerial, no model, nothing subscribed but refusals', async () => {
    await device.provision(fleet.names.provisioningTemplate);
    const { attributes } = await iot.describeThing({ thingName: serial });
    expect(attributes).toEqual({ model_type: 'model-1', cert_issuance: expect.any(String) });
    expect(datesOfThisTest()).toContain(attributes?.['cert_issuance']);
  });

  it('connects under the same client id again, and receives its alerts', async () => {
    const client = await device.run();
    const alert = new Promise<string>((resolve) => {
      client.once('message', (_topic, payload) => resolve(payload.toString()));
    });
    await client.publishAsync(`cmd/${serial}/alerts`, 'hello', { qos: 1 });
    await expect(alert).resolves.toBe('hello');
    await client.endAsync();
  });

  it('is proven by that connection, without a confirmation', async () => {
    const certificateId = device.identity?.certificateId ?? '';
    await fleet.proven(serial, certificateId);
    const [certificate] = (await fleet.registry.find(serial))?.certificates ?? [];
    expect(certificate).toMatchObject({ certificateId, lastSeenAt: expect.any(String) });
    expect(certificate).not.toHaveProperty('confirmedAt');
  });

  it('is safe from a stolen claim from then on', async () => {
    const thief = await fleet.connectClaim();
    const certificate = await obtainCertificate(thief);
    await expect(
      register(thief, fleet.names.provisioningTemplate, certificate, { DeviceSerial: serial }),
    ).rejects.toMatchObject({ statusCode: 403 });
    const { certificateId } = certificate;
    await expect(fleet.decisions.about({ source: 'provision', certificateId })).resolves.toMatchObject({
      reason: 'has-current',
      serial,
    });
  });

  it('gets 403 when it asks for a new certificate before it is due', async () => {
    await expect(device.rotate(fleet.names.rotationTemplate)).rejects.toMatchObject({ statusCode: 403 });
    await expect(fleet.decisions.about({ source: 'rotation', serial })).resolves.toMatchObject({
      reason: 'not-due',
    });
  });

  it('rotates when its certificate has aged, with a key from the cloud, and keeps the old one until then', async () => {
    const old = device.identity;
    const attributes = { cert_issuance: '20180630' };
    await iot.updateThing({ thingName: serial, attributePayload: { attributes, merge: true } });
    await device.rotate(fleet.names.rotationTemplate);
    expect(device.identity).not.toEqual(old);
    expect((await fleet.registry.find(serial))?.current).toBe(old?.certificateId);

    const client = await device.run();
    await fleet.proven(serial, device.identity?.certificateId ?? '');
    await client.endAsync();
    const thing = await iot.describeThing({ thingName: serial });
    expect(datesOfThisTest()).toContain(thing.attributes?.['cert_issuance']);
    // A connection says less than a confirmation: the old certificate is the sweep's, after a day of silence.
    const { certificateDescription } = await iot.describeCertificate({ certificateId: old?.certificateId });
    expect(certificateDescription?.status).toBe('ACTIVE');
  });

  it('keeps no old certificate once that was silent for a day, though it never confirms: the daily sweep takes it', async () => {
    const { certificates = [] } = (await fleet.registry.find(serial)) ?? {};
    const [old = ''] = certificates.map(({ certificateId }) => certificateId);
    await cloud.moveTime('+2d');
    await sweepByOperator(cloud);
    const { certificateDescription } = await iot.describeCertificate({ certificateId: old });
    expect(certificateDescription?.status).toBe('INACTIVE');
    const { principals = [] } = await iot.listThingPrincipals({ thingName: serial });
    expect(principals).toEqual([expect.stringContaining(device.identity?.certificateId ?? 'none')]);
    // And it still is let in.
    await (await device.run()).endAsync();
  });

  it('is warned by the sweep like any other when its date is old, and receives the warning', async () => {
    const attributes = { cert_issuance: '20180630' };
    await iot.updateThing({ thingName: serial, attributePayload: { attributes, merge: true } });
    // Connections are noted once an hour.
    await cloud.moveTime('+2h');
    const client = await device.run();
    const alert = new Promise<string>((resolve) => {
      client.once('message', (_topic, payload) => resolve(payload.toString()));
    });
    await expect(sweepByOperator(cloud)).resolves.toMatchObject({ warned: 1, firstWarnings: 1 });
    expect(JSON.parse(await alert)).toMatchObject({ msg: 'rotate_cert' });
    await client.endAsync();
  });
});
