import { addDays } from '@fleet/cert-dates';
import { dynamoDbDeviceRegistry } from '@fleet/device-registry';
import { fleetNames } from '@fleet/fleet-contract';
import { createDeviceAlerts } from '@fleet/iot-registry';
import { pino } from 'pino';
import { createCutOffLooks } from './arrivals/cut-off-device';
import { createIotFleet } from './devices/iot-fleet';
import { createFleetIndex } from './find/fleet-index';
import { fleetQueries } from './find/fleet-queries';
import { createContinuations } from './sweep/continuations';
import { DynamoDbSweepStore } from './sweep/dynamodb-sweep-store';
import { runSweep } from './sweep/run-sweep';
import { parseSweepEvent } from './sweep/sweep-event';
import type { SweepParts } from './sweep/sweep-parts';
import calls from './sweep-calls.json';
import { CountedCloud } from './testing/counted-cloud';
import { testRules } from './testing/fleet-in-memory';
import { itemBytes } from './testing/item-bytes';
import { createSweepDispatch } from './worker/sweep-dispatch';

/*
 * What a sweep asks of AWS, counted at the SDK's clients. The figures are in sweep-calls.json, from which
 * docs/rotation-quotas.md is computed: change them there, and write that page anew.
 */

type Calls = Readonly<Record<string, number>>;

const names = fleetNames('fleetprov');
const event = parseSweepEvent({ scheduledTime: '2027-01-12T03:00:00Z' });
const now = () => event.scheduledTime;
const daysAgo = (days: number) => new Date(now().getTime() - days * 86_400_000);
const batchSize = 40;

function partsOver(cloud: CountedCloud): SweepParts {
  const { iot, iotData, dynamoDb } = cloud.clients;
  const registry = registryOf(cloud);
  return {
    fleet: names.resourceTag,
    context: {
      iot: createIotFleet({ iot, iotData }, names.productionPolicy),
      alerts: createDeviceAlerts(iotData),
      registry,
      rules: testRules,
      pacer: { turn: () => Promise.resolve() },
      chorePacer: { turn: () => Promise.resolve() },
      watch: createCutOffLooks(cloud.clients.sqs, 'queue').first,
      now,
      log: pino({ enabled: false }),
    },
    agenda: registry,
    index: createFleetIndex(iot),
    thingGroup: names.thingGroup,
    store: new DynamoDbSweepStore(dynamoDb, names.sweepsTable, now),
    batchSize,
    unprovenChores: 100,
  };
}

function registryOf(cloud: CountedCloud) {
  return dynamoDbDeviceRegistry({
    client: cloud.clients.dynamoDb,
    tableName: names.devicesTable,
    graceDays: testRules.graceDays,
  });
}

async function sweep(cloud: CountedCloud, parts = partsOver(cloud), minutes = 15): Promise<Calls> {
  cloud.reset();
  await runSweep(parts, event, {
    owner: 'round-1',
    remainingMillis: () => minutes * 60_000,
    continuations: createContinuations({
      scheduler: cloud.clients.scheduler,
      names,
      functionArn: 'arn',
      roleArn: 'arn',
      failuresArn: 'arn',
    }),
  });
  return cloud.calls;
}

/** So often each of them, summed up by operation. */
function total(...parts: readonly (readonly [times: number, of: Calls])[]): Calls {
  const sum: Record<string, number> = {};
  for (const [times, of] of parts) {
    for (const [operation, count] of Object.entries(of)) {
      if (times > 0) {
        sum[operation] = (sum[operation] ?? 0) + times * count;
      }
    }
  }
  return sum;
}

/** What a sweep costs in which `found` things are found, and nothing waits on the agenda. */
function finding(found: number): readonly (readonly [number, Calls])[] {
  const { pageSize, queries } = calls;
  const pages = Math.ceil(found / pageSize);
  const sizes = Array.from({ length: pages }, (_, page) => Math.min(pageSize, found - page * pageSize));
  const batches = sizes.reduce((sum, size) => sum + Math.ceil(size / batchSize), 0);
  return [
    [1, calls.round],
    // Before the things are looked for, and after.
    [2, calls.agendaPage],
    // The queries for things without a date find none, and have a page each all the same.
    [Math.max(1, pages) + queries - 1, calls.indexPage],
    [pages, calls.spooledPage],
    [batches, calls.batch],
  ];
}

function dueThings(count: number, attributes: Record<string, string>, connected = true): CountedCloud {
  const cloud = new CountedCloud();
  for (let n = 0; n < count; n += 1) {
    cloud.things.set(`sensor-${n}`, { attributes: { cert_issuance: '20250101', ...attributes }, connected });
  }
  return cloud;
}

/** A device with a certificate `A`, proven so long ago, on record. */
async function provision(cloud: CountedCloud, serial: string, days: number): Promise<void> {
  const registry = registryOf(cloud);
  const at = daysAgo(days);
  const request = { serial, certificateId: 'A', claimCertificateId: 'c', model: 'm', at };
  await registry.recordClaim({ certificateId: 'c', model: 'm', issuedAt: at.toISOString() });
  await registry.recordIssued(undefined, request);
  await registry.proveCurrent({ serial, certificateId: 'A', source: 'confirmation', at });
}

interface Known {
  /** When the connection began that the certificate in force was seen with. */
  readonly connectedAt?: Date;
  readonly warnedDaysAgo?: number;
}

/** Every device has a certificate `A` in force, of which so much is known. */
async function provisionAll(cloud: CountedCloud, { connectedAt, warnedDaysAgo }: Known): Promise<void> {
  const registry = registryOf(cloud);
  for (const serial of cloud.things.keys()) {
    await provision(cloud, serial, 400);
    if (connectedAt !== undefined) {
      const proof = { serial, certificateId: 'A', source: 'presence', at: connectedAt, connectedAt } as const;
      await registry.proveCurrent(proof);
    }
    if (warnedDaysAgo !== undefined) {
      const at = daysAgo(warnedDaysAgo);
      await registry.noteDue(serial, 'A', { dueFrom: at, at });
      await registry.noteWarned(serial, 'A', at);
    }
  }
}

/** Another sweep of that day, begun anew. */
function sweepAgain(cloud: CountedCloud): Promise<Calls> {
  cloud.tables.sweeps.clear();
  return sweep(cloud);
}

interface Rotation {
  /** So long ago. */
  readonly days: number;
  readonly proof?: 'confirmation' | 'presence';
  /** Its date was withdrawn when a day had passed. */
  readonly dateWithdrawn?: boolean;
  /** The certificate `A` was seen again, so long ago. */
  readonly seenDaysAgo?: number;
}

/** The same, and its successor `B`. */
async function rotate(cloud: CountedCloud, serial: string, rotation: Rotation): Promise<void> {
  const { days, proof, dateWithdrawn = false, seenDaysAgo } = rotation;
  await provision(cloud, serial, days + 360);
  const registry = registryOf(cloud);
  const at = daysAgo(days);
  const known = await registry.find(serial);
  await registry.recordRotationIssued(known, { serial, certificateId: 'B', issuedOver: 'A', at });
  const provenAt = daysAgo(days - 0.001);
  if (proof !== undefined) {
    await registry.proveCurrent({ serial, certificateId: 'B', source: proof, at: provenAt });
  }
  if (proof === 'confirmation') {
    await registry.noteRetired(serial, ['A'], { at: provenAt, retainDays: 30 });
  }
  if (dateWithdrawn) {
    await registry.noteDateWithdrawn(serial, ['B'], daysAgo(days - 1));
  }
  if (seenDaysAgo === undefined) {
    return;
  }
  await registry.proveCurrent({
    serial,
    certificateId: 'A',
    source: 'presence',
    at: daysAgo(seenDaysAgo),
  });
}

describe('what a sweep asks of AWS', () => {
  it.each([0, 1, 40, 100, 101, 550])('for %d things that it warns for the first time', async (count) => {
    const cloud = dueThings(count, {});
    await provisionAll(cloud, { connectedAt: cloud.connectedSince });
    expect(await sweep(cloud)).toEqual(total(...finding(count), [count, calls.firstWarning]));
  });

  it('for things that it has warned before', async () => {
    const cloud = dueThings(620, {});
    await provisionAll(cloud, { connectedAt: cloud.connectedSince, warnedDaysAgo: 2 });
    expect(await sweep(cloud)).toEqual(total(...finding(620), [620, calls.laterWarning]));
  });

  it('for things that nobody can reach: no more than a warning, once they are known to be due', async () => {
    const cloud = dueThings(620, {}, false);
    await provisionAll(cloud, {});
    expect(await sweep(cloud)).toEqual(
      total(...finding(620), [620, calls.dueNote], [620, calls.laterWarning]),
    );
    expect(await sweepAgain(cloud)).toEqual(total(...finding(620), [620, calls.laterWarning]));
  });

  it.each([
    ['that it makes inactive', 'ACTIVE', calls.deactivation],
    ['that are inactive already', 'INACTIVE', calls.inactiveAlready],
  ] as const)('for certificates %s', async (_, status, perDevice) => {
    const cloud = dueThings(30, {}, status === 'ACTIVE');
    cloud.certificates = status;
    await provisionAll(cloud, { warnedDaysAgo: 40 });
    expect(await sweep(cloud)).toEqual(total(...finding(30), [30, perDevice]));
  });

  it.each([
    ['deleting what was retired a month ago', { days: 31, proof: 'confirmation' }, calls.deletion, 2],
    ['retiring what a device left without a word', { days: 2, proof: 'presence' }, calls.retirement, 2],
    [
      'retiring what was the last to carry a connection',
      { days: 3, proof: 'presence', seenDaysAgo: 2 },
      calls.retirementOfLastSeen,
      2,
    ],
    [
      'retiring a successor that its device has lost',
      { days: 20, dateWithdrawn: true, seenDaysAgo: 1 },
      calls.retirementOfLost,
      2,
    ],
    ['withdrawing the date of an unproven successor', { days: 2 }, calls.dateWithdrawal, 1],
  ] as const)('for %s', async (_, rotation: Rotation, perDevice, readings) => {
    const cloud = new CountedCloud();
    for (let n = 0; n < 250; n += 1) {
      const serial = `sensor-${n}`;
      await rotate(cloud, serial, rotation);
      cloud.things.set(serial, { attributes: { cert_issuance: '20270110' }, connected: false });
    }
    const chores = [
      [readings * (Math.ceil(250 / batchSize) - 1), calls.agendaPage],
      [250, perDevice],
    ] as const;
    // The index does not find them: as it has them, they are not due.
    expect(await sweep(cloud)).toEqual(total(...finding(0), ...chores));
  });

  it('for a round that leaves the rest to another', async () => {
    const measured = await sweep(dueThings(1, {}), undefined, 0);
    expect(measured).toEqual(total([1, calls.round], [1, calls.agendaPage], [1, calls.continuation]));
  });

  it('for a page of things that it leaves to the workers', async () => {
    const cloud = dueThings(200, {});
    const dispatch = createSweepDispatch(cloud.clients.sqs, 'queue');
    const measured = await sweep(cloud, { ...partsOver(cloud), dispatch });
    const pages = 200 / calls.pageSize;
    expect(measured).toEqual(
      total(
        [1, calls.round],
        [2, calls.agendaPage],
        [pages + calls.queries - 1, calls.indexPage],
        [pages, calls.spooledPage],
        [pages, calls.dispatchedPage],
      ),
    );
  });
});

describe('the queries of a sweep', () => {
  it('are as many as that at the most, with the days of rotation that are the default', () => {
    const days = Array.from({ length: 4 * 366 }, (_, index) => addDays(event.today, index));
    const { rotationDays } = testRules;
    const counts = days.map(
      (today) => fleetQueries({ thingGroup: names.thingGroup, rotationDays, today }).length,
    );
    expect(Math.max(...counts)).toBe(calls.queries);
  });
});

describe('what a sweep keeps in DynamoDB, in bytes', () => {
  it('for a page of things whose names have twenty characters', async () => {
    const cloud = new CountedCloud();
    const store = new DynamoDbSweepStore(cloud.clients.dynamoDb, names.sweepsTable, now);
    const things = Array.from({ length: calls.pageSize }, (_, n) => ({
      thingName: `sensor-${String(n).padStart(13, '0')}`,
      issued: '20250101',
      notified: '20270110',
      connected: false,
    }));
    await store.spool('20270112-0123456789ab', 0, things);
    expect([...cloud.tables.sweeps.values()].map(itemBytes)).toEqual([calls.bytes.spooledPage]);
  });

  it('for how far it has come', async () => {
    const cloud = dueThings(1, {});
    await sweep(cloud, undefined, 0);
    const [state] = [...cloud.tables.sweeps.values()].map(itemBytes);
    expect(state).toBeLessThanOrEqual(calls.bytes.sweepState);
  });

  it('for a device that has rotated once', async () => {
    const cloud = new CountedCloud();
    await rotate(cloud, 'sensor-0000000000001', { days: 31, proof: 'confirmation' });
    const [record] = [...cloud.tables.devices.values()].map(itemBytes);
    // The test's certificate ids have one character, AWS IoT's sixty-four, six times in this record.
    expect((record ?? 0) + 6 * 63).toBeLessThanOrEqual(calls.bytes.deviceRecord);
  });
});

describe('the size of an item', () => {
  it('is that of names and values, as DynamoDB counts it', () => {
    expect(
      itemBytes({ pk: { S: 'ab' }, n: { N: '1234' }, yes: { BOOL: true }, l: { L: [{ S: 'x' }] } }),
    ).toBe(4 + (1 + 3) + (3 + 1) + (1 + 3 + 1 + 1));
  });
});
