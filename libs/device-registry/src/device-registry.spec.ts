import { UnknownDeviceError, type DeviceRegistry } from './device-registry';
import { hasPermit, isMadeByFleet, type ClaimRecord } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import { dynamoDbDeviceRegistry } from './dynamodb/dynamodb-device-registry';
import { inMemoryDeviceRegistry } from './testing/in-memory-device-registry';
import { ScriptedTable } from './testing/scripted-table';

const at = new Date('2026-01-01T12:00:00.000Z');

const claim = { certificateId: 'claim', model: 'sensor', issuedAt: at.toISOString() };
const request = (certificateId: string, serial = 'S') => ({
  serial,
  certificateId,
  claimCertificateId: 'claim',
  model: 'sensor',
  at,
});
const proof = (certificateId: string) => ({
  serial: 'S',
  certificateId,
  source: 'confirmation' as const,
  at,
});

async function provisionedDevice(registry: DeviceRegistry, certificateId = 'A'): Promise<void> {
  await registry.recordClaim(claim);
  await registry.recordIssued(undefined, request(certificateId));
  await registry.proveCurrent(proof(certificateId));
}

describe.each([
  ['in memory', inMemoryDeviceRegistry],
  ['in DynamoDB', () => dynamoDbDeviceRegistry({ client: new ScriptedTable().client, tableName: 'devices' })],
])('the device registry %s', (_, open) => {
  it('finds nothing in the beginning', async () => {
    const registry = open();
    expect(await registry.find('S')).toBeUndefined();
    expect(await registry.findClaim('claim')).toBeUndefined();
    expect(await registry.list({ limit: 10 })).toEqual({ devices: [] });
  });

  it('knows a claim from its record to its removal, both repeatable', async () => {
    const registry = open();
    await registry.recordClaim(claim);
    await registry.recordClaim(claim);
    expect(await registry.findClaim('claim')).toEqual(claim);
    await registry.removeClaim('claim');
    await registry.removeClaim('claim');
    expect(await registry.findClaim('claim')).toBeUndefined();
  });

  it('lists all claims, page by page, and no device', async () => {
    const registry = open();
    await provisionedDevice(registry);
    const others = ['c2', 'c3'].map((certificateId) => ({ ...claim, certificateId }));
    for (const other of others) {
      await registry.recordClaim(other);
    }
    const found: ClaimRecord[] = [];
    let start: string | undefined;
    do {
      const page = await registry.listClaims(start);
      found.push(...page.claims);
      start = page.next;
    } while (start !== undefined);
    expect(found).toHaveLength(3);
    expect(found).toEqual(expect.arrayContaining([claim, ...others]));
  });

  it('notes once when a claim was revoked, which nothing takes back but its removal', async () => {
    const registry = open();
    expect(await registry.noteClaimRevoked('claim', at)).toBeUndefined();
    expect(await registry.findClaim('claim')).toBeUndefined();
    expect(await registry.recordClaim({ ...claim, generation: 2 })).toBe(true);
    const revoked = { ...claim, generation: 2, revokedAt: at.toISOString() };
    expect(await registry.noteClaimRevoked('claim', at)).toEqual(revoked);
    expect(await registry.noteClaimRevoked('claim', new Date(at.getTime() + 1))).toEqual(revoked);
    expect(await registry.recordClaim(claim)).toBe(false);
    expect(await registry.findClaim('claim')).toEqual(revoked);
  });

  it('withdraws what was issued over a claim and never proven, once, and names it as long as it is not retired', async () => {
    const registry = open();
    await provisionedDevice(registry, 'A');
    await registry.grantPermit('S', 'reprovision', new Date(at.getTime() + 60_000));
    await registry.recordIssued(await registry.find('S'), request('B'));
    expect(await registry.withdrawUnproven('S', 'other', at)).toEqual([]);
    const before = (await registry.find('S'))?.version;
    expect(await registry.withdrawUnproven('S', 'claim', at)).toEqual(['B']);
    expect(await registry.withdrawUnproven('S', 'claim', at)).toEqual(['B']);
    expect(await registry.find('S')).toMatchObject({ current: 'A', version: (before ?? 0) + 1 });
    await registry.noteRetired('S', ['B'], { at, retainDays: 30 });
    expect(await registry.withdrawUnproven('S', 'claim', at)).toEqual([]);
    expect(await registry.proveCurrent(proof('B'))).toMatchObject({
      outcome: 'refused',
      reason: 'superseded',
    });
  });

  it('reads the claim for a first proof and for no other', async () => {
    const registry = open();
    await provisionedDevice(registry, 'A');
    await registry.removeClaim('claim');
    expect(await registry.proveCurrent(proof('A'))).toMatchObject({ outcome: 'already-current' });
    const rotation = { serial: 'S', certificateId: 'B', issuedOver: 'A', at };
    await registry.recordRotationIssued(await registry.find('S'), rotation);
    expect(await registry.proveCurrent(proof('B'))).toMatchObject({ outcome: 'moved' });
  });

  it('finds a device as it was recorded', async () => {
    const registry = open();
    const answer = await registry.recordIssued(undefined, request('A'));
    const found = await registry.find('S');
    expect(answer).toEqual({ outcome: 'recorded', record: found, model: 'sensor' });
    expect(found).toMatchObject({ serial: 'S', state: 'active', model: 'sensor', version: 1 });
    expect(isMadeByFleet(found)).toBe(true);
  });

  it('lets one of two devices win that claim a serial at the same moment', async () => {
    const registry = open();
    const answers = await Promise.all([
      registry.recordIssued(undefined, request('A')),
      registry.recordIssued(undefined, request('B')),
    ]);
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'recorded']);
  });

  it('lets one of two rotations of a device win that come at the same moment', async () => {
    const registry = open();
    await provisionedDevice(registry);
    const known = await registry.find('S');
    const answers = await Promise.all(
      ['B', 'C'].map((certificateId) =>
        registry.recordRotationIssued(known, { serial: 'S', certificateId, issuedOver: 'A', at }),
      ),
    );
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'recorded']);
  });

  it('passes on what the rules refuse, without a write', async () => {
    const registry = open();
    await provisionedDevice(registry);
    const known = await registry.find('S');
    expect(await registry.recordIssued(known, request('B'))).toEqual({
      outcome: 'refused',
      reason: 'has-current',
    });
    expect(await registry.find('S')).toEqual(known);
  });

  it('moves current once, whoever of many rivals proves itself at the same moment', async () => {
    const registry = open();
    const rivals = ['A', 'B', 'C', 'D', 'E'];
    await registry.recordClaim(claim);
    for (const rival of rivals) {
      await registry.recordIssued(await registry.find('S'), request(rival));
    }
    const outcomes = await Promise.all(rivals.map((rival) => registry.proveCurrent(proof(rival))));
    expect(outcomes.filter(({ outcome }) => outcome === 'moved')).toHaveLength(1);
    const current = (await registry.find('S'))?.current ?? '';
    const again = await registry.proveCurrent(proof(current));
    expect(again.outcome).toBe('already-current');
    expect([...again.retire, current].sort()).toEqual(rivals);
  });

  it('notes what was retired, and lists it no more', async () => {
    const registry = open();
    await registry.recordClaim(claim);
    await registry.recordIssued(undefined, request('A'));
    await registry.recordIssued(await registry.find('S'), request('B'));
    expect((await registry.proveCurrent(proof('A'))).retire).toEqual(['B']);
    await registry.noteRetired('S', ['B'], { at, retainDays: 30 });
    await registry.noteRetired('S', ['B'], { at, retainDays: 30 });
    expect((await registry.proveCurrent(proof('A'))).retire).toEqual([]);
  });

  it('puts a serial on the allow list, for one model or for any', async () => {
    const registry = open();
    await registry.allow('S', { model: 'gateway' });
    const known = await registry.find('S');
    expect(known).toMatchObject({ state: 'allowed', allowedModel: 'gateway' });
    expect(isMadeByFleet(known)).toBe(false);
    expect(await registry.recordIssued(known, request('A'))).toMatchObject({ reason: 'foreign-model' });
    await registry.allow('S', 'any-model');
    expect(await registry.find('S')).not.toHaveProperty('allowedModel');
    expect(await registry.recordIssued(await registry.find('S'), request('A'))).toMatchObject({
      outcome: 'recorded',
    });
  });

  it('blocks a device, and a serial that was never seen', async () => {
    const registry = open();
    await registry.block('other');
    expect(await registry.recordIssued(await registry.find('other'), request('A', 'other'))).toMatchObject({
      reason: 'blocked',
    });
    await provisionedDevice(registry);
    await registry.block('S');
    expect(await registry.proveCurrent(proof('A'))).toMatchObject({ reason: 'blocked' });
  });

  it('grants a permit that holds until its moment', async () => {
    const registry = open();
    await provisionedDevice(registry);
    await registry.grantPermit('S', 'reprovision', new Date('2026-01-02T12:00:00Z'));
    const record = await registry.find('S');
    expect(hasPermit(record, 'reprovision', new Date('2026-01-02T11:59:59Z'))).toBe(true);
    expect(hasPermit(record, 'reprovision', new Date('2026-01-02T12:00:00Z'))).toBe(false);
    expect(hasPermit(record, 'rotate', at)).toBe(false);
    expect(hasPermit(undefined, 'rotate', at)).toBe(false);
  });

  it('has no permit and no retirement for a device it does not know', async () => {
    const registry = open();
    await expect(registry.grantPermit('S', 'rotate', at)).rejects.toThrow(UnknownDeviceError);
    await expect(registry.noteRetired('S', ['A'], { at, retainDays: 30 })).rejects.toThrow(
      UnknownDeviceError,
    );
  });

  it('begins a page after any serial', async () => {
    const registry = open();
    for (const serial of ['S1', 'S2', 'S3']) {
      await registry.allow(serial);
    }
    const { devices } = await registry.list({ limit: 10, start: registry.pageAfter('S1') });
    expect(devices.map(({ serial }) => serial)).toEqual(['S2', 'S3']);
  });

  it('lists every device once, page by page, and no claims', async () => {
    const registry = open();
    await registry.recordClaim(claim);
    const serials = Array.from({ length: 25 }, (__, index) => `S${String(index).padStart(2, '0')}`);
    for (const serial of serials) {
      await registry.allow(serial);
    }
    const found: string[] = [];
    let start: string | undefined;
    do {
      const page = await registry.list(defined({ limit: 4, start }));
      found.push(...page.devices.map(({ serial }) => serial));
      start = page.next;
    } while (start !== undefined);
    expect(found).toEqual(serials);
  });
});
