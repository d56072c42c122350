import { eventually } from '@fleet/eventually';
import { throttled } from '../devices/mqtt-session';
import { obtainCertificate, register } from '../devices/registration';
import { newSerial, type Fleets } from './two-fleets';

export function rotationOfOthers(fleets: Fleets): void {
  it.each(['SerialNumber', 'DeviceSerial'])('of another thing is refused: %s', async (parameter) => {
    const { strict } = fleets();
    const [serial, victim] = [newSerial(), newSerial()];
    const { session } = await strict.provision(serial);
    const { identity } = await strict.provision(victim);
    const certificate = await obtainCertificate(session);
    await expect(
      register(session, strict.names.rotationTemplate, certificate, { [parameter]: victim }),
    ).rejects.toMatchObject({ statusCode: 403 });
    const { certificateId } = certificate;
    await expect(strict.decisions.about({ source: 'rotation', certificateId })).resolves.toMatchObject({
      decision: 'refused',
      reason: 'not-its-own-thing',
      serial: victim,
    });
    expect((await strict.registry.find(victim))?.current).toBe(identity.certificateId);
  });

  it('is not to be had under another’s client id: that connection is refused', async () => {
    const { documented, strict } = fleets();
    for (const fleet of [documented, strict]) {
      const [serial, victim] = [newSerial(), newSerial()];
      const { identity } = await fleet.provision(serial);
      await fleet.provision(victim);
      // Who has just been connected as the victim is throttled, whatever the policy says.
      const connected = eventually('CONNECT that is not throttled', () =>
        fleet.connect(identity, { clientId: victim }).catch(throttled),
      );
      await expect(connected).rejects.toMatchObject({ code: 0x87 });
    }
  });

  it('is not to be had with a claim: its policy closes the connection', async () => {
    const { documented, strict } = fleets();
    for (const fleet of [documented, strict]) {
      const claim = await fleet.connectClaim();
      const topic = `$aws/provisioning-templates/${fleet.names.rotationTemplate}/provision/json`;
      const published = claim.publish(topic, Buffer.from('{}'), { qos: 1 }).then(
        () => 'acknowledged',
        // A refusal by PUBACK comes right before that.
        () => claim.closed,
      );
      expect(await Promise.race([claim.closed, published])).toBe(0x87);
    }
  });

  it('before its time is refused', async () => {
    const { strict } = fleets();
    const serial = newSerial();
    const { session } = await strict.provision(serial);
    const certificate = await obtainCertificate(session);
    await expect(
      register(session, strict.names.rotationTemplate, certificate, { SerialNumber: serial }),
    ).rejects.toMatchObject({ statusCode: 403 });
    const { certificateId } = certificate;
    await expect(strict.decisions.about({ source: 'rotation', certificateId })).resolves.toMatchObject({
      reason: 'not-due',
    });
  });

  it('of a blocked device is refused', async () => {
    const { strict } = fleets();
    const serial = newSerial();
    const { session } = await strict.provision(serial);
    await strict.registry.block(serial);
    await strict.registry.grantPermit(serial, 'rotate', new Date(Date.now() + 60_000));
    const certificate = await obtainCertificate(session);
    await expect(
      register(session, strict.names.rotationTemplate, certificate, { SerialNumber: serial }),
    ).rejects.toMatchObject({ statusCode: 403 });
    const { certificateId } = certificate;
    await expect(strict.decisions.about({ source: 'rotation', certificateId })).resolves.toMatchObject({
      reason: 'blocked',
    });
  });
}
