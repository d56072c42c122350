import { UnknownDeviceError, type DeviceRegistry } from './device-registry';
import { defined } from '@fleet/optional-members';
import { dynamoDbDeviceRegistry } from './dynamodb/dynamodb-device-registry';
import { inMemoryDeviceRegistry } from './testing/in-memory-device-registry';
import { ScriptedTable } from './testing/scripted-table';

const start = new Date('2026-01-01T12:00:00.000Z');
const days = (count: number) => new Date(start.getTime() + count * 86_400_000);

/** A device whose certificate A is current, and a successor B that was never proven. */
async function rotatedDevice(registry: DeviceRegistry, serial = 'S', at = start): Promise<void> {
  const claimed = { serial, certificateId: 'A', claimCertificateId: 'claim', model: 'sensor', at };
  await registry.recordClaim({ certificateId: 'claim', model: 'sensor', issuedAt: at.toISOString() });
  await registry.recordIssued(undefined, claimed);
  await registry.proveCurrent({ serial, certificateId: 'A', source: 'confirmation', at });
  const rotation = { serial, certificateId: 'B', issuedOver: 'A', at };
  await registry.recordRotationIssued(await registry.find(serial), rotation);
}

async function noted(registry: DeviceRegistry, certificateId: string) {
  return (await registry.find('S'))?.certificates.find((each) => each.certificateId === certificateId);
}

describe.each([
  ['in memory', inMemoryDeviceRegistry],
  ['in DynamoDB', () => dynamoDbDeviceRegistry({ client: new ScriptedTable().client, tableName: 'devices' })],
])('a sweep with the registry %s', (_, open) => {
  let registry: DeviceRegistry;
  beforeEach(async () => {
    registry = open();
    await rotatedDevice(registry);
  });

  it('notes a successor as lost, and takes it for lost no more once it is current', async () => {
    expect(await registry.takeForLost('S', 'B', days(20))).toBe(true);
    expect(await noted(registry, 'B')).toMatchObject({ lostAt: days(20).toISOString() });
    await registry.proveCurrent({ serial: 'S', certificateId: 'B', source: 'confirmation', at: days(20) });
    expect(await registry.takeForLost('S', 'B', days(21))).toBe(false);
    await registry.noteReinstated('S', 'B');
    expect(await noted(registry, 'B')).not.toHaveProperty('lostAt');
  });

  it('notes the date that the thing shows', async () => {
    await registry.noteDateWithdrawn('S', ['B'], days(1));
    expect(await noted(registry, 'B')).toMatchObject({ dateWithdrawnAt: days(1).toISOString() });
    await registry.noteDateRestored('S', 'B');
    expect(await noted(registry, 'B')).not.toHaveProperty('dateWithdrawnAt');
  });

  it('notes what is retired, for how long it is kept, and that it is deleted', async () => {
    await registry.proveCurrent({ serial: 'S', certificateId: 'B', source: 'confirmation', at: days(1) });
    await registry.noteRetired('S', ['A'], { at: days(1), retainDays: 30 });
    expect(await noted(registry, 'A')).toMatchObject({ retainUntil: days(31).toISOString() });
    await registry.noteDeleted('S', ['A'], days(32));
    expect(await noted(registry, 'A')).toMatchObject({ deletedAt: days(32).toISOString() });
  });

  it('drops the permits whose time is over, and no others', async () => {
    await registry.grantPermit('S', 'rotate', days(2));
    await registry.grantPermit('S', 'reprovision', days(4));
    await registry.dropEndedPermits('S', days(3));
    expect((await registry.find('S'))?.permits).toEqual({ reprovision: days(4).toISOString() });
  });

  it('writes nothing where there is nothing to note', async () => {
    const before = await registry.find('S');
    await registry.noteDateRestored('S', 'A');
    await registry.noteReinstated('S', 'A');
    await registry.noteDeleted('S', ['A', 'B'], days(1));
    await registry.dropEndedPermits('S', days(1));
    expect(await registry.find('S')).toEqual(before);
  });

  it.each<[string, (registry: DeviceRegistry) => Promise<unknown>]>([
    ['a loss', (without) => without.takeForLost('other', 'A', start)],
    ['a deletion', (without) => without.noteDeleted('other', ['A'], start)],
    ['a date that is withdrawn', (without) => without.noteDateWithdrawn('other', ['A'], start)],
    ['a date that is restored', (without) => without.noteDateRestored('other', 'A')],
    ['a certificate that is active again', (without) => without.noteReinstated('other', 'A')],
    ['permits that ended', (without) => without.dropEndedPermits('other', start)],
  ])('says which device is not on record, for which it notes %s', async (_note, note) => {
    await expect(note(registry)).rejects.toThrow(UnknownDeviceError);
    await expect(note(registry)).rejects.toThrow(
      'There is no record of the device "other": allow or provision it first.',
    );
  });

  it('forgets a device, also one that is gone', async () => {
    await registry.forget('S');
    await registry.forget('S');
    expect(await registry.find('S')).toBeUndefined();
    expect(await registry.agenda({ until: days(400), limit: 10 })).toEqual({ serials: [] });
  });

  it('has on its agenda whoever has waited longest first, from the moment that there is something to do', async () => {
    await rotatedDevice(registry, 'R', days(1));
    await registry.allow('without-chores');
    // An unproven successor has its date for a day.
    expect(await registry.agenda({ until: new Date(days(1).getTime() - 1), limit: 10 })).toEqual({
      serials: [],
    });
    expect(await registry.agenda({ until: days(1), limit: 10 })).toEqual({ serials: ['S'] });
    expect(await registry.agenda({ until: days(2), limit: 10 })).toEqual({ serials: ['S', 'R'] });
  });

  it('reads its agenda page by page, also where many devices wait for one moment', async () => {
    const others = ['P', 'Q', 'R', 'T', 'U'];
    for (const serial of others) {
      await rotatedDevice(registry, serial);
    }
    const found: string[] = [];
    let next: string | undefined;
    do {
      const page = await registry.agenda(defined({ until: days(1), limit: 2, start: next }));
      expect(page.serials.length).toBeLessThanOrEqual(2);
      found.push(...page.serials);
      next = page.next;
    } while (next !== undefined);
    expect(found).toEqual(['P', 'Q', 'R', 'S', 'T', 'U']);
  });
});
