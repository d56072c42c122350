import { passing } from '../provisioning/wait-ranges';
import { CrowdBackoff } from './crowd-backoff';

const minute = 60_000;

/** The moments at which one device tries that always fails, in milliseconds from its first failure. */
function triesWithin(millis: number, chance: number): readonly number[] {
  let now = 0;
  const backoff = new CrowdBackoff(passing, { elapsed: () => now, random: () => chance });
  const tries: number[] = [];
  for (now = backoff.next(); now <= millis; now += backoff.next()) {
    tries.push(now);
  }
  return tries;
}

/** Chance from a seed (Park and Miller). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** When the last of so many devices is done, in seconds, where a quota admits so many tries in each second. */
function lastDone({
  devices,
  perSecond,
  boot,
}: {
  devices: number;
  perSecond: number;
  boot: number;
}): number {
  const random = chanceOf(4_711);
  let now = 0;
  const seconds = new Map<number, { readonly at: number; readonly backoff: CrowdBackoff }[]>();
  const plan = (at: number, backoff: CrowdBackoff): void => {
    const second = Math.floor(at / 1_000);
    const planned = seconds.get(second) ?? [];
    planned.push({ at, backoff });
    seconds.set(second, planned);
  };
  for (let device = 0; device < devices; device += 1) {
    plan(random() * boot * 1_000, new CrowdBackoff(passing, { elapsed: () => now, random }));
  }
  let done = 0;
  for (let second = 0; ; second += 1) {
    const comers = (seconds.get(second) ?? []).sort((one, other) => one.at - other.at);
    done += Math.min(comers.length, perSecond);
    if (done === devices) {
      return second + 1;
    }
    for (const { at, backoff } of comers.slice(perSecond)) {
      now = at;
      plan(Math.max(at + backoff.next(), (second + 1) * 1_000), backoff);
    }
  }
}

describe('the waits of a device that may be one of many', () => {
  it('are short at first: a network that fails for a moment is tried again within a second', () => {
    expect(triesWithin(1_000, 0.999_999)[0]).toBeLessThanOrEqual(1_000);
    expect(triesWithin(10_000, 0.5).length).toBeGreaterThanOrEqual(4);
  });

  it('never exceed a tenth of the time so far, so that nobody is away much longer than the cloud was', () => {
    const tries = triesWithin(30 * minute, 0.999_999);
    const waits = tries.map((at, index) => ({ at, wait: at - (tries[index - 1] ?? 0) }));
    expect(waits.filter(({ at, wait }) => wait > Math.max(3_000, at / 10) + 1)).toEqual([]);
  });

  it('end at five minutes, and are then less frequent than a try in three minutes', () => {
    const tries = triesWithin(10 * 60 * minute, 0.5);
    const [last = 0, before = 0] = [tries.at(-1), tries.at(-2)];
    expect(last - before).toBe(3.75 * minute);
  });

  it('begin anew after a reset', () => {
    let now = 0;
    const backoff = new CrowdBackoff(passing, { elapsed: () => now, random: () => 0 });
    backoff.next();
    now = 60 * minute;
    backoff.next();
    backoff.reset();
    expect(backoff.next()).toBe(500);
  });

  it.each([
    { devices: 500, perSecond: 10, boot: 5 },
    { devices: 2_000, perSecond: 10, boot: 30 },
    { devices: 5_000, perSecond: 50, boot: 30 },
  ])('have $devices devices done within 1.1 times what $perSecond a second allow', (crowd) => {
    expect(lastDone(crowd) / (crowd.devices / crowd.perSecond)).toBeLessThanOrEqual(1.1);
  });
});
