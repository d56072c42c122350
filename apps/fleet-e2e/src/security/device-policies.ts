import { alertsTopic, confirmationTopic } from '@fleet/fleet-contract';
import { throttled } from '../devices/mqtt-session';
import { eventually } from '@fleet/eventually';
import { newSerial, type Fleets } from './two-fleets';

export function devicePolicies(fleets: Fleets): void {
  it.each([
    ['documented', (other: string) => alertsTopic(other)],
    ['documented', (other: string) => `$aws/things/${other}/shadow/update`],
    ['documented', () => '$aws/things/things/shadow/update'],
    ['strict', (other: string) => alertsTopic(other)],
    ['strict', (other: string) => confirmationTopic(other)],
    ['strict', (other: string) => `$aws/things/${other}/shadow/update`],
    ['strict', () => 'anything'],
  ] as const)('closes a connection that publishes elsewhere (%s)', async (mode, topic) => {
    const fleet = fleets()[mode];
    const { session } = await fleet.provision(newSerial());
    await session.publish(topic(newSerial()), Buffer.from('x'), { qos: 0 });
    await expect(session.closed).resolves.toBe(0x87);
  });

  it('keeps strict devices out of topics that only have their name in them', async () => {
    const { strict } = fleets();
    const serial = newSerial();
    const { identity, session } = await strict.provision(serial);
    await session.publish(`any/${serial}/where`, Buffer.from('{}'), { qos: 0 });
    await expect(session.closed).resolves.toBe(0x87);
    const again = await eventually('connection after the throttle', () =>
      strict.connect(identity, { clientId: serial }).catch(throttled),
    );
    await again.publish(`$aws/rules/${strict.names.presenceRule}/${serial}/x`, Buffer.from('{}'), { qos: 0 });
    await expect(again.closed).resolves.toBe(0x87);
  });

  it.each(['documented', 'strict'] as const)(
    'grants no wildcard over others (%s), and stays',
    async (mode) => {
      const fleet = fleets()[mode];
      const serial = newSerial();
      const { session } = await fleet.provision(serial);
      for (const filter of [
        '#',
        '+/+/+',
        'cmd/#',
        'cmd/+/alerts',
        '$aws/#',
        '$aws/events/presence/connected/+',
      ]) {
        await expect(session.subscribe([filter])).rejects.toThrow();
      }
      await session.subscribe([alertsTopic(serial)]);
      const message = session.next(alertsTopic(serial));
      await session.publish(alertsTopic(serial), Buffer.from('still here'), { qos: 1 });
      expect(Buffer.from(await message).toString()).toBe('still here');
    },
  );

  it.each(['documented', 'strict'] as const)('leaves a claim nothing but provisioning (%s)', async (mode) => {
    const fleet = fleets()[mode];
    const victim = newSerial();
    await fleet.provisionUnproven(victim);
    const listener = await fleet.connectClaim();
    for (const filter of [
      '#',
      alertsTopic(victim),
      '$aws/provisioning-templates/+/provision/json/accepted',
    ]) {
      await expect(listener.subscribe([filter])).rejects.toThrow();
    }
    for (const topic of [
      alertsTopic(victim),
      confirmationTopic(victim),
      `$aws/rules/${fleet.names.confirmationRule}/x`,
    ]) {
      const claim = await fleet.connectClaim();
      await claim.publish(topic, Buffer.from('{"msg":"rotate_cert"}'), { qos: 0 });
      await expect(claim.closed).resolves.toBe(0x87);
    }
  });
}
