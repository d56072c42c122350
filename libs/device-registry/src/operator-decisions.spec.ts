import { UnknownDeviceError, type DeviceRegistry } from './device-registry';
import { dynamoDbDeviceRegistry } from './dynamodb/dynamodb-device-registry';
import { inMemoryDeviceRegistry } from './testing/in-memory-device-registry';
import { ScriptedTable } from './testing/scripted-table';

const at = new Date('2026-01-01T12:00:00.000Z');
const later = new Date('2026-01-02T12:00:00.000Z');

async function provisionedDevice(registry: DeviceRegistry): Promise<void> {
  const request = { serial: 'S', certificateId: 'A', claimCertificateId: 'claim', model: 'sensor', at };
  await registry.recordClaim({ certificateId: 'claim', model: 'sensor', issuedAt: at.toISOString() });
  await registry.recordIssued(await registry.find('S'), request);
  await registry.proveCurrent({ serial: 'S', certificateId: 'A', source: 'confirmation', at });
}

describe.each([
  ['in memory', inMemoryDeviceRegistry],
  ['in DynamoDB', () => dynamoDbDeviceRegistry({ client: new ScriptedTable().client, tableName: 'devices' })],
])("an operator's word on a device %s", (_, open) => {
  let registry: DeviceRegistry;
  beforeEach(() => (registry = open()));

  it('puts a serial on the allow list once, however often it is said', async () => {
    expect(await registry.allow('S', { model: 'sensor' })).toBe('allowed');
    const known = await registry.find('S');
    expect(await registry.allow('S', { model: 'sensor' })).toBe('unchanged');
    expect(await registry.find('S')).toEqual(known);
    expect(await registry.allow('S', 'any-model')).toBe('allowed');
  });

  it('leaves an active device active when it is allowed', async () => {
    await provisionedDevice(registry);
    expect(await registry.allow('S', { model: 'sensor' })).toBe('allowed');
    expect(await registry.find('S')).toMatchObject({ state: 'active', current: 'A', allowedModel: 'sensor' });
  });

  it('does not lift a block by allowing', async () => {
    await registry.block('S');
    expect(await registry.allow('S')).toBe('blocked');
    expect(await registry.find('S')).toMatchObject({ state: 'blocked' });
  });

  it('remembers when and why a device was blocked, until that is lifted', async () => {
    await registry.allow('S', { model: 'sensor' });
    await provisionedDevice(registry);
    const before = await registry.find('S');
    await registry.block('S', { at, reason: 'stolen' });
    await registry.block('S', { at: later });
    expect(await registry.find('S')).toMatchObject({
      state: 'blocked',
      blockedAt: at.toISOString(),
      blockReason: 'stolen',
    });
    await registry.block('S', { at: later, reason: 'stolen, police informed' });
    expect(await registry.find('S')).toMatchObject({
      blockedAt: at.toISOString(),
      blockReason: 'stolen, police informed',
    });
    await registry.unblock('S');
    expect(await registry.find('S')).toEqual({ ...before, version: expect.any(Number) });
  });

  it('lets a serial that was blocked before it was seen provision once that is lifted', async () => {
    await registry.block('S', { at });
    await registry.unblock('S');
    expect(await registry.find('S')).toMatchObject({ state: 'allowed' });
    await provisionedDevice(registry);
    expect(await registry.find('S')).toMatchObject({ state: 'active', current: 'A' });
  });

  it('changes nothing when it lifts what is not there', async () => {
    await registry.allow('S');
    const before = await registry.find('S');
    await registry.unblock('S');
    expect(await registry.find('S')).toEqual(before);
    await expect(registry.unblock('other')).rejects.toThrow(UnknownDeviceError);
  });

  it('takes permits back, one kind or both, and says which there were', async () => {
    await registry.allow('S');
    for (const kind of ['reprovision', 'rotate'] as const) {
      await registry.grantPermit('S', kind, later);
    }
    expect(await registry.revokePermits('S', ['rotate'])).toEqual(['rotate']);
    expect(await registry.find('S')).toMatchObject({ permits: { reprovision: later.toISOString() } });
    expect(await registry.revokePermits('S', ['rotate', 'reprovision'])).toEqual(['reprovision']);
    expect(await registry.revokePermits('S', ['rotate', 'reprovision'])).toEqual([]);
    expect(await registry.find('S')).toMatchObject({ permits: {} });
    await expect(registry.revokePermits('other', ['rotate'])).rejects.toThrow(UnknownDeviceError);
  });

  it('takes a serial from the list again, record and all, and none that has joined or is blocked', async () => {
    await registry.allow('S', { model: 'sensor' });
    expect(await registry.disallow('S')).toBe('disallowed');
    expect(await registry.find('S')).toBeUndefined();
    expect(await registry.disallow('S')).toBe('not-on-record');
    await registry.block('blocked');
    expect(await registry.disallow('blocked')).toBe('blocked');
    await provisionedDevice(registry);
    expect(await registry.disallow('S')).toBe('has-joined');
    expect(await registry.find('S')).toMatchObject({ current: 'A' });
  });

  it('notes a removal that has begun, once, and what it finds later beside that', async () => {
    await provisionedDevice(registry);
    const begun = await registry.beginRemoval('S', { certificateIds: ['A'], at });
    expect(begun).toMatchObject({
      state: 'blocked',
      blockReason: 'it is being removed',
      removal: { at: at.toISOString(), certificateIds: ['A'] },
    });
    expect(await registry.beginRemoval('S', { certificateIds: [], at: later })).toEqual(begun);
    expect(await registry.beginRemoval('S', { certificateIds: ['B'], at: later })).toMatchObject({
      removal: { at: at.toISOString(), certificateIds: ['A', 'B'] },
    });
    await registry.unblock('S');
    expect(await registry.find('S')).not.toHaveProperty('removal');
  });

  it('notes the removal of a thing that is not on record, and keeps the reason of a block', async () => {
    await registry.block('blocked', { at, reason: 'stolen' });
    for (const serial of ['blocked', 'thing-alone']) {
      await registry.beginRemoval(serial, { certificateIds: ['A'], at: later });
    }
    expect(await registry.find('thing-alone')).toMatchObject({ state: 'blocked', certificates: [] });
    expect(await registry.find('blocked')).toMatchObject({
      blockedAt: at.toISOString(),
      blockReason: 'stolen',
    });
  });
});

describe('a serial that is taken from the list', () => {
  it('stays on record where its device joins in that moment', async () => {
    const table = new ScriptedTable();
    const registry = dynamoDbDeviceRegistry({ client: table.client, tableName: 'devices' });
    await registry.allow('S');
    table.before = ({ operation }) => {
      const item = table.items.get('device#S');
      if (operation === 'DeleteItem' && item?.['firstIssuedAt'] === undefined) {
        const joined = { version: { N: '2' }, firstIssuedAt: { S: at.toISOString() } };
        table.items.set('device#S', { ...item, ...joined });
      }
    };
    expect(await registry.disallow('S')).toBe('has-joined');
    expect(await registry.find('S')).toMatchObject({ version: 2 });
  });
});
