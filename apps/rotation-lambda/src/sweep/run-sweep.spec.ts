import { certificateInForce } from '@fleet/certificate-lifecycle';
import fc from 'fast-check';
import { FleetInMemory, PulledPlugError } from '../testing/fleet-in-memory';
import { runSweep } from './run-sweep';
import { parseSweepEvent } from './sweep-event';
import type { SweepParts } from './sweep-parts';

const event = parseSweepEvent({ scheduledTime: '2027-01-01T03:00:00Z' });
const longAgo = '20250101';

function fleetOf(
  count: number,
  attributes: Record<string, string> = { cert_issuance: longAgo },
): FleetInMemory {
  const fleet = new FleetInMemory();
  for (let n = 0; n < count; n += 1) {
    fleet.things.set(`sensor-${String(n).padStart(4, '0')}`, {
      attributes: { ...attributes },
      connected: true,
    });
  }
  return fleet;
}

/** The same, and on record: each has a certificate in force, which carries a connection. */
async function recordedFleetOf(count: number): Promise<FleetInMemory> {
  const fleet = fleetOf(count);
  for (const serial of fleet.things.keys()) {
    await fleet.addConnected(serial, { cert_issuance: longAgo }, new Date('2026-02-01T12:00:00Z'));
  }
  return fleet;
}

const warnedAt = async (fleet: FleetInMemory, serial: string) =>
  certificateInForce(await fleet.registry.find(serial))?.warnedAt;

describe('a sweep', () => {
  it('warns every thing that is due, through all pages of the index, and notes that they heard it', async () => {
    const fleet = await recordedFleetOf(40);
    fleet.things.set('fresh', { attributes: { cert_issuance: '20261201' }, connected: true });
    const swept = await runSweep(fleet.parts(), event, fleet.round('one'));
    expect(swept).toMatchObject({
      outcome: 'done',
      state: { counts: { found: 40, warned: 40, firstWarnings: 40, failed: 0 } },
    });
    expect(new Set(fleet.warned)).toEqual(
      new Set([...fleet.things.keys()].filter((name) => name !== 'fresh')),
    );
    expect(fleet.things.get('sensor-0007')?.attributes).toEqual({ cert_issuance: longAgo });
    expect(await warnedAt(fleet, 'sensor-0007')).toBe('2027-01-01T03:00:00.000Z');
  });

  it('leaves nothing of its spool behind', async () => {
    const fleet = fleetOf(30);
    await runSweep(fleet.parts(), event, fleet.round('one'));
    expect(fleet.store.pages.size).toBe(0);
    expect(fleet.store.lease).toBeUndefined();
  });

  it('warns again the next day, and keeps the day of the first warning', async () => {
    const fleet = await recordedFleetOf(3);
    await runSweep(fleet.parts(), event, fleet.round('one'));
    const tomorrow = parseSweepEvent({ scheduledTime: '2027-01-02T03:00:00Z' });
    fleet.clock = tomorrow.scheduledTime;
    const swept = await runSweep(fleet.parts(), tomorrow, fleet.round('two'));
    expect(swept).toMatchObject({ state: { counts: { warned: 3, firstWarnings: 0 } } });
    expect(await warnedAt(fleet, 'sensor-0001')).toBe('2027-01-01T03:00:00.000Z');
  });

  it('does not count a warning as heard by a device that was not connected', async () => {
    const fleet = await recordedFleetOf(2);
    for (const thing of fleet.things.values()) {
      thing.connected = false;
    }
    const swept = await runSweep(fleet.parts(), event, fleet.round('one'));
    expect(swept).toMatchObject({
      state: { counts: { warned: 2, firstWarnings: 0, unreachable: 2, expired: 0 } },
    });
    expect(await warnedAt(fleet, 'sensor-0000')).toBeUndefined();
  });

  it.each([
    ['missing', undefined, { missingDate: 1 }],
    ['malformed', 'next year', { malformedDate: 1 }],
    ['no day of the calendar', '20250231', { malformedDate: 1 }],
    ['no day of this year’s', '20260231', { malformedDate: 1 }],
    ['of a thirteenth month', '20261301', { malformedDate: 1 }],
    ['of the future', '20991231', { futureDate: 1 }],
  ])('reports a date that is %s by the thing’s name, and warns the thing', async (_, date, counts) => {
    const fleet = fleetOf(1, date === undefined ? {} : { cert_issuance: date });
    const swept = await runSweep(fleet.parts(), event, fleet.round('one'));
    expect(swept).toMatchObject({ state: { counts: { found: 1, warned: 1, expired: 0, ...counts } } });
    expect(fleet.lines).toContainEqual(expect.objectContaining({ thingName: 'sensor-0000', level: 40 }));
  });

  it('goes on when one thing fails, and says which and why', async () => {
    const fleet = fleetOf(20);
    let published = 0;
    fleet.beforeCall = (what) => {
      if (what !== 'publish') {
        return;
      }
      published += 1;
      if (published === 3) {
        throw new PulledPlugError('no route');
      }
    };
    const swept = await runSweep(fleet.parts(), event, fleet.round('one'));
    expect(swept).toMatchObject({
      state: { counts: { found: 20, warned: 19, failed: 1, failures: { PulledPlugError: 1 } } },
    });
    const [failed] = [...fleet.things.keys()].filter((name) => !fleet.warned.includes(name));
    expect(fleet.lines).toContainEqual(
      expect.objectContaining({ thingName: failed, reason: 'PulledPlugError' }),
    );
  });

  it('stops in time, and goes on in another round until it is done', async () => {
    const fleet = fleetOf(60);
    let swept = await runSweep(fleet.parts(), event, fleet.round('round-1', 90));
    let rounds = 1;
    while (swept.outcome === 'continues') {
      rounds += 1;
      const { sweepId, round } = swept.state;
      const continuation = { ...event, continuation: { sweepId, round } };
      swept = await runSweep(fleet.parts(), continuation, fleet.round(`round-${rounds}`, 90));
    }
    expect(swept).toMatchObject({ outcome: 'done', state: { counts: { found: 60, warned: 60 } } });
    expect(rounds).toBeGreaterThan(2);
    expect(new Set(fleet.warned).size).toBe(60);
    expect(fleet.warned).toHaveLength(60);
  });

  it('takes one step at least, however little time it is given', async () => {
    const fleet = fleetOf(1);
    const swept = await runSweep(fleet.parts(), event, fleet.round('one', 1));
    expect(swept).toMatchObject({ outcome: 'continues', state: { stage: { kind: 'find' } } });
  });

  describe('of a day that has not come yet', () => {
    const ahead = parseSweepEvent({ scheduledTime: '2027-02-01T03:00:00Z' });

    it('is refused: it would end the grace of every device at once', async () => {
      const fleet = fleetOf(2);
      await expect(runSweep(fleet.parts(), ahead, fleet.round('one'))).rejects.toThrow(
        'The sweep of 20270201 cannot be made: today is 20270101 in the cloud.',
      );
      expect(fleet.store.state).toBeUndefined();
      expect(fleet.warned).toEqual([]);
    });

    it('is given up, when it was begun by a clock that was set back since', async () => {
      const fleet = fleetOf(20);
      fleet.clock = ahead.scheduledTime;
      const begun = await runSweep(fleet.parts(), ahead, fleet.round('one', 1));
      if (begun.outcome !== 'continues') {
        throw new Error('a sweep with too little time should go on in another round');
      }
      fleet.clock = event.scheduledTime;
      const { sweepId, round } = begun.state;
      const continuation = { ...ahead, continuation: { sweepId, round } };
      await expect(runSweep(fleet.parts(), continuation, fleet.round('two'))).resolves.toEqual({
        outcome: 'over',
      });
      await expect(runSweep(fleet.parts(), event, fleet.round('three'))).resolves.toMatchObject({
        outcome: 'done',
        state: { today: '20270101', counts: { warned: 20 } },
      });
    });

    it('is the schedule’s whose clock is a moment ahead of the function’s', async () => {
      const fleet = fleetOf(1);
      fleet.clock = new Date('2026-12-31T23:59:58Z');
      const midnight = parseSweepEvent({ scheduledTime: '2027-01-01T00:00:00Z' });
      await expect(runSweep(fleet.parts(), midnight, fleet.round('one'))).resolves.toMatchObject({
        outcome: 'done',
        state: { today: '20270101', counts: { warned: 1 } },
      });
    });
  });

  it('notes when a warning was published, however late the sweep is', async () => {
    const fleet = await recordedFleetOf(1);
    fleet.clock = new Date('2027-01-05T02:00:00Z');
    await runSweep(fleet.parts(), event, fleet.round('one'));
    expect(await warnedAt(fleet, 'sensor-0000')).toBe('2027-01-05T02:00:00.000Z');
  });

  it('ends at once where another is at work', async () => {
    const fleet = fleetOf(4);
    fleet.store.lease = { owner: 'another', until: fleet.clock.getTime() + 1 };
    const byHand = { ...event, comeAgain: false };
    await expect(runSweep(fleet.parts(), byHand, fleet.round('one'))).resolves.toEqual({ outcome: 'busy' });
    expect(fleet.warned).toEqual([]);
  });
});

describe('a round that fails', () => {
  it('lets go of the sweep, for the next to go on with', async () => {
    const fleet = fleetOf(20);
    fleet.beforeCall = (what) => {
      if (what === 'search') {
        throw new PulledPlugError('no index');
      }
    };
    await expect(runSweep(fleet.parts(), event, fleet.round('one'))).rejects.toThrow('no index');
    expect(fleet.store.lease).toBeUndefined();
    fleet.beforeCall = () => undefined;
    const swept = await runSweep(fleet.parts(), event, fleet.round('two'));
    expect(swept).toMatchObject({ outcome: 'done', state: { round: 2, counts: { warned: 20 } } });
  });
});

describe('a certificate that has expired', () => {
  async function expiredFleet(): Promise<FleetInMemory> {
    const fleet = fleetOf(1, { cert_issuance: '20260101' });
    const at = new Date('2026-01-01T12:00:00Z');
    const request = { serial: 'sensor-0000', certificateId: 'A', claimCertificateId: 'c', model: 'm', at };
    await fleet.registry.recordIssued(undefined, request);
    await fleet.registry.proveCurrent({
      serial: 'sensor-0000',
      certificateId: 'A',
      source: 'confirmation',
      at,
    });
    fleet.active.add('A');
    await warn(fleet, 'A', new Date('2026-12-28T12:00:00Z'));
    return fleet;
  }
  const warn = async ({ registry }: FleetInMemory, certificateId: string, heardAt: Date) => {
    await registry.noteDue('sensor-0000', certificateId, { dueFrom: heardAt, at: heardAt });
    await registry.noteWarned('sensor-0000', certificateId, heardAt);
  };
  const afterGrace = parseSweepEvent({ scheduledTime: '2027-01-12T03:00:00Z' });

  it('is made inactive on the first day after grace, and not a day before', async () => {
    const fleet = await expiredFleet();
    const lastDay = parseSweepEvent({ scheduledTime: '2027-01-11T23:59:59Z' });
    fleet.clock = lastDay.scheduledTime;
    await runSweep(fleet.parts(), lastDay, fleet.round('one'));
    expect(fleet.active).toEqual(new Set(['A']));
    fleet.clock = afterGrace.scheduledTime;
    const swept = await runSweep(fleet.parts(), afterGrace, fleet.round('two'));
    expect(swept).toMatchObject({ state: { counts: { expired: 1, deactivated: 1, warned: 0 } } });
    expect(fleet.active).toEqual(new Set());
  });

  it('is counted every day after that, and made inactive once', async () => {
    const fleet = await expiredFleet();
    fleet.clock = afterGrace.scheduledTime;
    await runSweep(fleet.parts(), afterGrace, fleet.round('one'));
    const next = parseSweepEvent({ scheduledTime: '2027-01-13T03:00:00Z' });
    fleet.clock = next.scheduledTime;
    const swept = await runSweep(fleet.parts(), next, fleet.round('two'));
    expect(swept).toMatchObject({ state: { counts: { expired: 1, deactivated: 0 } } });
  });

  it('is only reported, and warned on, where the operator wants no more', async () => {
    const fleet = await expiredFleet();
    fleet.clock = afterGrace.scheduledTime;
    const swept = await runSweep(fleet.parts({ enforce: 'report' }), afterGrace, fleet.round('one'));
    expect(swept).toMatchObject({ state: { counts: { expired: 1, deactivated: 0, warned: 1 } } });
    expect(fleet.active).toEqual(new Set(['A']));
  });

  it('is spared, and not warned, when its device has rotated since the index was written', async () => {
    const fleet = await expiredFleet();
    fleet.beforeCall = (what) => {
      const thing = fleet.things.get('sensor-0000');
      if (what === 'thing' && thing !== undefined) {
        thing.attributes['cert_issuance'] = '20270111';
      }
    };
    fleet.clock = afterGrace.scheduledTime;
    const swept = await runSweep(fleet.parts(), afterGrace, fleet.round('one'));
    expect(swept).toMatchObject({ state: { counts: { expired: 0, deactivated: 0, warned: 0 } } });
    expect(fleet.active).toEqual(new Set(['A']));
  });

  it.each([
    ['is spared when the warning was heard by the certificate before it', undefined, true],
    ['is spared on the last day of grace since a warning of its own', '2026-12-29', true],
    ['is made inactive the day after', '2026-12-28', false],
  ])('%s, whatever date the thing shows', async (_, warnedOn, isSpared) => {
    const fleet = await expiredFleet();
    const known = await fleet.registry.find('sensor-0000');
    const at = new Date('2026-12-28T12:00:00Z');
    const request = { serial: 'sensor-0000', certificateId: 'B', issuedOver: 'A', at };
    await fleet.registry.recordRotationIssued(known, request);
    await fleet.registry.proveCurrent({
      serial: 'sensor-0000',
      certificateId: 'B',
      source: 'confirmation',
      at,
    });
    fleet.active.add('B');
    if (warnedOn !== undefined) {
      await warn(fleet, 'B', new Date(`${warnedOn}T13:00:00Z`));
    }
    fleet.clock = afterGrace.scheduledTime;
    const swept = await runSweep(fleet.parts(), afterGrace, fleet.round('one'));
    expect(fleet.active.has('B')).toBe(isSpared);
    const counts = isSpared ? { deactivated: 0, warned: 1 } : { deactivated: 1, warned: 0 };
    expect(swept).toMatchObject({ state: { counts } });
  });

  it.each(['before', 'while'])(
    'is spared when it was proven late, %s a sweep looks, and the thing shows the date of the one before',
    async (when) => {
      const fleet = await expiredFleet();
      const serial = 'sensor-0000';
      const known = await fleet.registry.find(serial);
      const request = { serial, certificateId: 'B', issuedOver: 'A', at: new Date('2026-12-28T12:00:00Z') };
      await fleet.registry.recordRotationIssued(known, request);
      await fleet.registry.noteDateWithdrawn(serial, ['B'], new Date('2026-12-29T12:00:00Z'));
      fleet.active.add('B');
      const prove = () =>
        fleet.registry.proveCurrent({
          serial,
          certificateId: 'B',
          source: 'confirmation' as const,
          at: new Date('2027-01-12T02:59:00Z'),
        });
      // The proof handler has written the record, and its restoring of the date is on its way, or failed.
      if (when === 'before') {
        await prove();
      }
      const parts = fleet.parts();
      const find = parts.context.registry.find.bind(parts.context.registry);
      const context = {
        ...parts.context,
        registry: {
          ...bound(fleet.registry),
          find: async (name: string) => {
            const record = await find(name);
            if (when === 'while') {
              await prove();
            }
            return record;
          },
        },
      };
      fleet.beforeCall = (what) => {
        if (what === 'setAttributes') {
          throw new PulledPlugError('no route');
        }
      };
      fleet.clock = afterGrace.scheduledTime;
      await runSweep({ ...parts, context }, afterGrace, fleet.round('one'));
      expect(fleet.active).toContain('B');
    },
  );

  it('is spared when its device was seen while the index has forgotten when it left', async () => {
    const fleet = await expiredFleet();
    const thing = fleet.things.get('sensor-0000');
    await fleet.registry.forgetWarnings('sensor-0000');
    Object.assign(thing ?? {}, { attributes: { cert_issuance: '20250101' }, connected: false });
    const at = new Date('2027-01-11T12:00:00Z');
    await fleet.registry.proveCurrent({ serial: 'sensor-0000', certificateId: 'A', source: 'presence', at });
    fleet.clock = afterGrace.scheduledTime;
    const swept = await runSweep(fleet.parts({ offlineDays: 30 }), afterGrace, fleet.round('one'));
    expect(swept).toMatchObject({ state: { counts: { deactivated: 0, warned: 1 } } });
  });

  it('is spared when nothing on record says which certificate is in force', async () => {
    const fleet = await expiredFleet();
    await fleet.registry.forget('sensor-0000');
    fleet.clock = afterGrace.scheduledTime;
    const swept = await runSweep(fleet.parts(), afterGrace, fleet.round('one'));
    expect(swept).toMatchObject({ state: { counts: { deactivated: 0, warned: 1 } } });
  });

  it('leaves a successor alone that waits to be proven: the device can come back with it', async () => {
    const fleet = await expiredFleet();
    const known = await fleet.registry.find('sensor-0000');
    const request = {
      serial: 'sensor-0000',
      certificateId: 'B',
      issuedOver: 'A',
      at: new Date('2027-01-02'),
    };
    await fleet.registry.recordRotationIssued(known, request);
    fleet.active.add('B');
    fleet.clock = afterGrace.scheduledTime;
    const swept = await runSweep(fleet.parts(), afterGrace, fleet.round('one'));
    expect(fleet.active).toEqual(new Set(['B']));
    // Over which the device may receive a warning.
    expect(swept).toMatchObject({ state: { counts: { deactivated: 1, warned: 1 } } });
  });
});

/** The methods of a registry as those of a plain object, for one of them to be replaced. */
function bound(registry: FleetInMemory['registry']): SweepParts['context']['registry'] {
  return {
    find: (serial) => registry.find(serial),
    noteReinstated: (serial, certificateId) => registry.noteReinstated(serial, certificateId),
    noteBlockEnforced: (serial, at) => registry.noteBlockEnforced(serial, at),
    takeForLost: (serial, certificateId, at) => registry.takeForLost(serial, certificateId, at),
    noteRetired: (serial, ids, retirement) => registry.noteRetired(serial, ids, retirement),
    noteDeleted: (serial, ids, at) => registry.noteDeleted(serial, ids, at),
    noteDateWithdrawn: (serial, ids, at) => registry.noteDateWithdrawn(serial, ids, at),
    noteDateRestored: (serial, certificateId) => registry.noteDateRestored(serial, certificateId),
    dropEndedPermits: (serial, at) => registry.dropEndedPermits(serial, at),
    noteDue: (serial, certificateId, due) => registry.noteDue(serial, certificateId, due),
    noteWarned: (serial, certificateId, at) => registry.noteWarned(serial, certificateId, at),
  };
}

describe('whatever happens to a sweep', () => {
  it('it goes on where it was killed: nothing is left out, and at most a batch is warned again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
        async (count, batchSize, kills) => {
          const fleet = fleetOf(count);
          for (const killAt of [...kills, Number.POSITIVE_INFINITY]) {
            let calls = 0;
            // The process is gone: from this call on nothing answers any more, warnings of the batch included.
            fleet.beforeCall = () => {
              calls += 1;
              if (calls >= killAt) {
                throw new PulledPlugError('killed');
              }
            };
            try {
              await runSweep(fleet.parts({}, batchSize), event, fleet.round('same-event'));
            } catch (error) {
              if (!(error instanceof PulledPlugError)) {
                throw error;
              }
            }
          }
          expect(fleet.store.state?.stage.kind).toBe('done');
          expect(new Set(fleet.warned)).toEqual(new Set(fleet.things.keys()));
          expect(fleet.warned.length).toBeLessThanOrEqual(count + kills.length * batchSize);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('over the years of a device', () => {
  const day = fc.record({
    connected: fc.boolean(),
    /** The device rotates when it receives the warning. */
    obeys: fc.boolean(),
    swept: fc.boolean(),
  });

  it('no certificate is made inactive before grace has passed since the first warning that it was there for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(day, { maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        async (days, graceDays) => {
          const fleet = fleetOf(1, { cert_issuance: '20270101' });
          const serial = 'sensor-0000';
          const thing = fleet.things.get(serial);
          if (thing === undefined) {
            throw new Error('no such thing');
          }
          const at = new Date('2027-01-01T00:00:00Z');
          const first = { serial, certificateId: 'C0', claimCertificateId: 'c', model: 'm', at };
          await fleet.registry.recordIssued(undefined, first);
          await fleet.registry.proveCurrent({ serial, certificateId: 'C0', source: 'confirmation', at });
          fleet.active.add('C0');
          let heardOn: number | undefined;
          let issued = 0;
          for (const [index, { connected, obeys, swept }] of days.entries()) {
            const now = new Date(at.getTime() + index * 86_400_000);
            fleet.clock = now;
            const current = (await fleet.registry.find(serial))?.current ?? '';
            const canConnect = fleet.active.has(current);
            const isThere = connected && canConnect;
            if (isThere && !thing.connected) {
              thing.connectedSince = now;
              const proof = { serial, certificateId: current, source: 'presence', at: now } as const;
              await fleet.registry.proveCurrent({ ...proof, connectedAt: now });
            }
            thing.connected = isThere;
            if (swept) {
              const warnedBefore = fleet.warned.length;
              const event = parseSweepEvent({ scheduledTime: now.toISOString() });
              await runSweep(
                fleet.parts({ rotationDays: 10, graceDays }),
                event,
                fleet.round(`day-${index}`),
              );
              const wasWarned = fleet.warned.length > warnedBefore;
              const isCutOff = !fleet.active.has(current);
              const isDue = index - issued >= 10;
              // Every due thing is warned every day, until its time is over.
              expect(wasWarned || isCutOff).toBe(isDue);
              if (wasWarned && thing.connected) {
                heardOn ??= index;
              }
              if (isCutOff && canConnect) {
                expect(index - (heardOn ?? Infinity)).toBeGreaterThan(graceDays);
              }
            }
            if (!thing.connected || !obeys || heardOn === undefined || !fleet.active.has(current)) {
              continue;
            }
            const certificateId = `C${index + 1}`;
            const known = await fleet.registry.find(serial);
            await fleet.registry.recordRotationIssued(known, {
              serial,
              certificateId,
              issuedOver: current,
              at: now,
            });
            thing.connectedSince = now;
            const proof = { serial, certificateId, source: 'presence', at: now, connectedAt: now } as const;
            await fleet.registry.proveCurrent(proof);
            fleet.active.add(certificateId);
            thing.attributes['cert_issuance'] = now.toISOString().slice(0, 10).replaceAll('-', '');
            issued = index;
            heardOn = undefined;
          }
        },
      ),
    );
  });
});
