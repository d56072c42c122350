import { Scheduler } from '@aws-sdk/client-scheduler';
import { alertsTopic } from '@fleet/fleet-contract';
import { sdkSettings, setDailySweep } from '@fleet/local-fleet';
import { createIdentity } from '../devices/identity';
import type { MqttSession } from '../devices/mqtt-session';
import { waitTimeoutMillis } from '@fleet/eventually';
import { Lots } from './kill-lots';
import { closely, KilledCloud } from './killed-cloud';
import { SweepWatch } from './killed-sweep-watch';
import type { Rotating, RotatingFleet } from './rotating-fleet';

const seed = process.env['KILL_SEED'] ?? '1';

const things = Array.from({ length: 300 }, (_none, index) => `swept-${String(index + 1).padStart(3, '0')}`);
/** Devices between two notes of how far the sweep has come: what is warned again at most (rotation-lambda). */
const batch = 100;
const listener = 'alerts-listener';
const atOnce = 16;

/** After the lease of a sweep that was killed: its function's time, and some. */
const leaseMillis = 20 * 60_000;

/** A sweep whose monitor gets SIGKILL, while it spools and while it warns. */
export function killedSweep(rotating: Rotating): void {
  let session: MqttSession;
  let sweeps: SweepWatch;
  let scheduler: Scheduler;
  const bulk = (work: (thingName: string) => Promise<unknown>) => inPortions(things, work);

  beforeAll(async () => {
    const { iot, fleet, cloud } = rotating();
    scheduler = new Scheduler(sdkSettings(cloud.endpoints));
    await setDailySweep(scheduler, fleet.names, 'DISABLED');
    const { thingGroup: thingGroupName } = fleet.names;
    const attributePayload = { attributes: { cert_issuance: '20180630' } };
    await bulk(async (thingName) => {
      await iot.createThing({ thingName, attributePayload });
      await iot.addThingToThingGroup({ thingName, thingGroupName });
    });
    session = await listenToAlerts(rotating());
    sweeps = new SweepWatch(rotating());
  });

  afterAll(async () => {
    sweeps.close();
    await setDailySweep(scheduler, rotating().fleet.names, 'ENABLED');
    scheduler.destroy();
    await bulk((thingName) => rotating().iot.deleteThing({ thingName }));
  });

  it(`warns every due thing, and a batch at the most twice (seed ${seed})`, async () => {
    const cloud = new KilledCloud(rotating);
    // The time that passes may lead over midnight, and the sweep stays that of its day.
    const day = await rotating().today();
    // Not so late that the sweep may be done before the signal comes.
    const last = new Lots(`${seed} sweep`).below(things.length * 0.9) + 1;

    const spooling = cloud.orderSweep(day);
    await closely(async () => ((await sweeps.look()).stage === 'find' ? true : undefined), waitTimeoutMillis);
    expect(cloud.killMonitor()).toBe(true);
    await expect(spooling).resolves.toBe('failed');
    await expect(cloud.orderSweep(day)).resolves.toBe('busy');

    await cloud.passTime(leaseMillis);
    const warnings = warningsHeard(session);
    const warning = cloud.orderSweep(day);
    await warnings.number(last);
    expect(cloud.killMonitor()).toBe(true);
    await expect(warning).resolves.toBe('failed');

    await cloud.passTime(leaseMillis);
    await expect(cloud.orderSweep(day)).resolves.toBe('done');
    expect([...warnings.times.keys()].toSorted()).toEqual(things);
    const twice = [...warnings.times.values()].filter((times) => times > 1);
    expect(twice.length).toBeLessThanOrEqual(batch);
    expect(new Set(twice)).toEqual(new Set(twice.length === 0 ? [] : [2]));
  });
}

/** How often each of the things was warned, from now on. */
function warningsHeard(session: MqttSession) {
  const names = new Map(things.map((name) => [alertsTopic(name), name]));
  const times = new Map<string, number>();
  let received = 0;
  const awaited = new Map<number, () => void>();
  session.onMessage((topic) => {
    const name = names.get(topic);
    if (name === undefined) {
      return;
    }
    times.set(name, (times.get(name) ?? 0) + 1);
    received += 1;
    awaited.get(received)?.();
  });
  return { times, number: (count: number) => new Promise<void>((resolve) => awaited.set(count, resolve)) };
}

/** Connects a client that may receive the messages to any device. */
async function listenToAlerts({ iot, fleet }: RotatingFleet): Promise<MqttSession> {
  const statement = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
  await iot.createPolicy({
    policyName: listener,
    policyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statement }),
  });
  const session = await fleet.connect(await createIdentity(iot, listener), { clientId: listener });
  await session.subscribe(['cmd/+/alerts']);
  return session;
}

async function inPortions<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < items.length; from += atOnce) {
    await Promise.all(items.slice(from, from + atOnce).map(work));
  }
}
