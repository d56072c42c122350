import { certificateInForce } from '@fleet/certificate-lifecycle';
import { confirmationTopic } from '@fleet/fleet-contract';
import { certificateIdOf } from '../devices/identity';
import { eventually } from '@fleet/eventually';
import { newSerial, type Fleets } from './two-fleets';

export function forgedProof(fleets: Fleets): void {
  it('through Basic Ingest, proves its publisher and nobody else', async () => {
    const { documented } = fleets();
    const [serial, victim] = [newSerial(), newSerial()];
    const { certificateId: unproven } = await documented.provisionUnproven(victim);
    const { identity, session } = await documented.provision(serial);
    const forged = { principal: unproven, clientId: victim, source: 'confirmation' };
    const topic = `$aws/rules/${documented.names.confirmationRule}/${serial}/${confirmationTopic(victim)}`;
    await session.publish(topic, Buffer.from(JSON.stringify(forged)), { qos: 1 });
    await eventually('confirmation of the publisher', async () => {
      const own = certificateInForce(await documented.registry.find(serial));
      return own?.certificateId === identity.certificateId ? own.confirmedAt : undefined;
    });
    expect(await documented.registry.find(victim)).not.toHaveProperty('current');
  });

  it('as a lifecycle event of another device, is known for what it is', async () => {
    const { documented } = fleets();
    const [serial, victim] = [newSerial(), newSerial()];
    const { certificateId: unproven } = await documented.provisionUnproven(victim);
    const { session } = await documented.provision(serial);
    const event = { eventType: 'connected', principalIdentifier: unproven, clientId: victim };
    const topic = `$aws/rules/${documented.names.presenceRule}/${serial}/x`;
    await session.publish(topic, Buffer.from(JSON.stringify(event)), { qos: 1 });
    await expect(documented.decisions.about({ source: 'proof', serial: victim })).resolves.toMatchObject({
      decision: 'refused',
      reason: 'forged-event',
    });
    expect(await documented.registry.find(victim)).not.toHaveProperty('current');
  });

  it('under another client id, ends at CONNECT', async () => {
    const { documented } = fleets();
    const victim = newSerial();
    await documented.provisionUnproven(victim);
    const { identity } = await documented.provision(newSerial());
    await expect(documented.connect(identity, { clientId: victim })).rejects.toMatchObject({ code: 0x87 });
    expect(await documented.registry.find(victim)).not.toHaveProperty('current');
  });

  it('from a second claim under the device’s client id, is neither published nor believed', async () => {
    const { documented } = fleets();
    const victim = newSerial();
    await documented.provisionUnproven(victim);
    const claim = await documented.connectClaim('model-1', victim);
    await claim.publish(confirmationTopic(victim), Buffer.from('{}'), { qos: 0 });
    await expect(claim.closed).resolves.toBe(0x87);
    const principal = certificateIdOf(await documented.claim());
    await expect(
      documented.decisions.about({ source: 'proof', serial: victim, principal }),
    ).resolves.toMatchObject({ reason: 'foreign-certificate' });
    expect(await documented.registry.find(victim)).not.toHaveProperty('current');
  });
}
