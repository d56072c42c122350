import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { alertsTopic, confirmationTopic } from '@fleet/fleet-contract';
import { sdkSettings } from '@fleet/local-fleet';
import { throttled } from '../devices/mqtt-session';
import { obtainCertificate } from '../devices/registration';
import { eventually } from '@fleet/eventually';
import { certificateIdOf } from '../devices/identity';
import { freshClaimClientId } from '../deployment/deployed-fleet';
import { newSerial, type Fleets } from './two-fleets';

export function claimConnections(fleets: Fleets): void {
  it.each([
    [4, undefined],
    [5, 0x87],
  ] as const)(
    'is refused under a device’s client id in strict mode, and displaces nobody (MQTT version %i: CONNACK %s)',
    async (protocolVersion, code) => {
      const { strict } = fleets();
      const victim = newSerial();
      const { session } = await strict.provision(victim);
      const claim = await strict.claim();
      for (const clientId of [victim, 'claim', `x-${freshClaimClientId()}`]) {
        await expect(strict.connect(claim, { clientId, protocolVersion })).rejects.toMatchObject({ code });
      }
      await strict.connect(claim, { clientId: freshClaimClientId(), protocolVersion });
      await session.publish(confirmationTopic(victim), Buffer.from(''), { qos: 1 });
    },
  );

  it('proves nothing under a device’s client id, which documented mode allows', async () => {
    const { documented } = fleets();
    const serial = newSerial();
    const { certificateId } = await documented.provisionUnproven(serial);
    await documented.connectClaim('model-1', serial);
    const principal = certificateIdOf(await documented.claim());
    await expect(documented.decisions.about({ source: 'proof', serial, principal })).resolves.toMatchObject({
      decision: 'refused',
      reason: 'foreign-certificate',
    });
    const record = await documented.registry.find(serial);
    expect(record).toMatchObject({ certificates: [{ certificateId }] });
    expect(record).not.toHaveProperty('current');
  });

  it('reads nothing of what waits for the device whose client id it takes', async () => {
    const { documented, cloud } = fleets();
    const serial = newSerial();
    const persistent = { clientId: serial, protocolVersion: 4, clean: false } as const;
    const device = await documented.connect(await documented.provisionUnproven(serial), persistent);
    await device.subscribe([alertsTopic(serial)]);
    await device.close();
    const data = new IoTDataPlane(sdkSettings(cloud.endpoints));
    await data.publish({ topic: alertsTopic(serial), qos: 1, payload: Buffer.from('{"msg":"secret"}') });
    data.destroy();

    const claim = await documented.claim();
    const thief = await eventually('connection after the throttle', () =>
      documented.connect(claim, persistent).catch(throttled),
    );
    // Whatever waited was sent, or not, before the answer to its own request.
    await obtainCertificate(thief);
    expect(thief.received).toEqual(['$aws/certificates/create-from-csr/json/accepted']);
  });

  it('is cut off and not let in again once it is revoked', async () => {
    const { strict, iot } = fleets();
    const session = await strict.connectClaim('stolen-model');
    const claim = await strict.claim('stolen-model');
    await iot.updateCertificate({ certificateId: certificateIdOf(claim), newStatus: 'REVOKED' });
    await session.closed;
    await expect(strict.connectClaim('stolen-model')).rejects.toMatchObject({ code: undefined });
    await expect(strict.connectClaim('model-1')).resolves.toBeDefined();
  });
}
