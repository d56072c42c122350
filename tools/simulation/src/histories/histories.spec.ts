import { choresDue } from '@fleet/certificate-lifecycle';
import fc from 'fast-check';
import { recordOf } from '../cloud/cloud-state';
import { alwaysOfChores } from '../explore/chore-properties';
import { always, isServed, mayBeCutOff, sometimesIn, type Property } from '../explore/properties';
import { alwaysOfRecords } from '../explore/record-properties';
import type { Universe } from '../explore/universe';
import { universes } from '../explore/universes';
import { delivers, sweeps } from '../world/cloud-events';
import type { Simulated } from '../world/simulated';
import { take } from '../world/take-event';
import type { WorldEvent } from '../world/world-event';
import { claimId, copyOf, serial } from '../world/world';
import { play, type Choice } from './history-of-events';

/*
 * Every reachable state is that of some few events. Histories go further: what can happen is the same, in worlds that
 * nobody has gone through one by one.
 */

const mostEvents = 60;

/** The same ones at each run of the tests, so that what is red was broken by a change; new ones where many are drawn. */
const drawn =
  process.env['HISTORIES'] === undefined
    ? { numRuns: 40, seed: 1 }
    : { numRuns: Number(process.env['HISTORIES']) };

// To look for a shorter history that fails, too, takes minutes: what has failed says its events in words.
fc.configureGlobal({ endOnFailure: true });

const choice: fc.Arbitrary<Choice> = fc.record(
  {
    of: fc.oneof(
      { weight: 6, arbitrary: fc.constant('any' as const) },
      { weight: 1, arbitrary: fc.constant('meanwhile' as const) },
      { weight: 2, arbitrary: fc.constantFrom('sweep' as const, 'day' as const) },
    ),
    number: fc.nat(9_999),
    stopAfter: fc.nat(7),
  },
  { requiredKeys: ['of', 'number'] },
);
const choices = fc.array(choice, { maxLength: mostEvents, size: 'max' });

const promises = [...always, ...alwaysOfRecords, ...alwaysOfChores];

/** Room for more certificates than the exploration can go through. */
const roomy = universes.map((universe) => ({ ...universe, certificates: 2 * universe.certificates }));

describe.each(roomy)('in every history of: $name', (universe) => {
  it('what always has to hold does', async () => {
    await fc.assert(
      fc.asyncProperty(choices, async (events) => void (await play(universe, events, promises))),
      drawn,
    );
  });
});

function missing(): never {
  throw new Error('There is a universe with everything, and a record of its device');
}

function universeOf(words: string): Universe {
  return roomy.find(({ name }) => name === words) ?? missing();
}

const everything = universeOf('everything');

describe('histories', () => {
  it('come to every good end, and to a device that is blocked with a successor that was taken for lost', async () => {
    const far: Property = {
      words: 'blocked, and one of its certificates taken for lost',
      holds: ({ after }) => {
        const record = recordOf(after, serial);
        return record?.state === 'blocked' && record.certificates.some(({ lostAt }) => lostAt !== undefined);
      },
    };
    const unreached = new Set([...sometimesIn(everything), far]);
    const looking: Property = {
      words: 'what was to be reached',
      holds: (step) => {
        unreached.forEach((end) => end.holds(step) && unreached.delete(end));
        return true;
      },
    };
    for (const events of fc.sample(choices, { numRuns: 150, seed: 1 })) {
      await play(everything, events, [looking]);
    }
    expect([...unreached].map(({ words }) => words)).toEqual([]);
  });
});

describe('after any history', () => {
  const dailySweep: WorldEvent = { words: 'a sweep', happens: (now) => sweeps(now, now.world.now) };
  const recordIn = ({ world }: Simulated) => {
    const { version: _version, ...record } = recordOf(world, serial) ?? missing();
    return record;
  };

  const afterAny = async (universe: Universe, check: (simulated: Simulated) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(choices, async (events) => {
        const { simulated, path } = await play(universe, events, []);
        try {
          await check(simulated);
        } catch (error) {
          throw new Error(path.join('\n'), { cause: error });
        }
      }),
      drawn,
    );

  /** The record after the event has happened once, and after it has happened again. */
  const twice = async (simulated: Simulated, event: WorldEvent) => {
    await take(simulated, event);
    const once = recordIn(simulated);
    await take(simulated, event);
    return [once, recordIn(simulated)];
  };

  it('a message that comes a second time changes nothing', async () => {
    await afterAny(everything, async (simulated) => {
      const { world } = simulated;
      for (const message of world.messages) {
        simulated.world = copyOf(world);
        const [once, again] = await twice(simulated, {
          words: 'it arrives',
          happens: (now) => delivers(now, message),
        });
        expect(again).toEqual(once);
      }
    });
  });

  it('a request that comes a second time changes nothing', async () => {
    await afterAny(everything, async (simulated) => {
      const { world } = simulated;
      for (const { certificateId } of recordIn(simulated).certificates) {
        simulated.world = copyOf(world);
        const [once, again] = await twice(simulated, {
          words: 'it asks',
          happens: async ({ fleet }) => {
            const parameters = { SerialNumber: serial, ModelType: 'sensor' };
            const clientId = 'claim:0011223344556677';
            await fleet.provision({ claimCertificateId: claimId, certificateId, clientId, parameters });
          },
        });
        expect(again).toEqual(once);
      }
    });
  });

  it.each(['a bad network', 'functions that are stopped', 'a successor that was taken for lost'])(
    'a device can come back, however late its proofs arrive and whatever sweeps come in between: %s',
    async (name) => {
      const universe = { ...universeOf(name), operator: [] };
      await afterAny(universe, async (simulated) => {
        const before = copyOf(simulated.world);
        for (const message of before.messages) {
          await take(simulated, { words: 'it arrives', happens: (now) => delivers(now, message) });
        }
        await take(simulated, dailySweep);
        const step = { before, after: simulated.world, days: universe.days };
        expect(isServed(simulated.world) || mayBeCutOff(step)).toBe(true);
      });
    },
  );

  it('sweeps leave nothing undone, but for what waits until the device has left', async () => {
    await afterAny(everything, async (simulated) => {
      // What a chore leads to (a deletion, after a retirement of what was never in use) is the next sweep's.
      await take(simulated, dailySweep);
      await take(simulated, dailySweep);
      const { world } = simulated;
      const due = choresDue(recordOf(world, serial) ?? missing(), everything.days, new Date(world.now));
      const left = due.filter(
        (chore) =>
          chore.kind !== 'tell-of-permit' &&
          !(chore.kind === 'retire' && chore.unlessConnected && world.connections.length > 0),
      );
      expect(left).toEqual([]);
    });
  });
});
