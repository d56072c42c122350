import { certificateInForce } from '@fleet/certificate-lifecycle';
import { everyFailure, FailedCallError, type FailingCalls } from '@fleet/failing-calls';
import { failingAtDevices, failingOnItsWay } from '../testing/failing-parts';
import { FleetInMemory } from '../testing/fleet-in-memory';
import { sqsRecord } from '../testing/sqs-record';
import { serveWorker } from '../worker/serve-worker';
import { runSweep } from './run-sweep';
import { parseSweepEvent, type SweepEvent } from './sweep-event';
import type { SweepParts } from './sweep-parts';

const firstDay = parseSweepEvent({ scheduledTime: '2027-01-12T03:00:00Z' });
const nextDay = parseSweepEvent({ scheduledTime: '2027-01-13T03:00:00Z' });

/** Some that are due, one whose time is over, and one that is neither. */
async function fleetToSweep(): Promise<FleetInMemory> {
  const fleet = new FleetInMemory();
  fleet.pageSize = 3;
  for (let n = 0; n < 4; n += 1) {
    await fleet.addConnected(`due-${n}`, { cert_issuance: '20250101' }, new Date('2026-02-01T12:00:00Z'));
  }
  fleet.things.set('fresh', { attributes: { cert_issuance: '20261201' }, connected: true });
  fleet.things.set('expired', { attributes: { cert_issuance: '20260101' }, connected: true });
  const at = new Date('2026-01-01T12:00:00Z');
  const request = { serial: 'expired', certificateId: 'A', claimCertificateId: 'c', model: 'm', at };
  await fleet.registry.recordIssued(undefined, request);
  await fleet.registry.proveCurrent({ serial: 'expired', certificateId: 'A', source: 'confirmation', at });
  fleet.active.add('A');
  const warnedAt = new Date('2026-12-28T12:00:00Z');
  await fleet.registry.noteDue('expired', 'A', { dueFrom: warnedAt, at: warnedAt });
  await fleet.registry.noteWarned('expired', 'A', warnedAt);
  return fleet;
}

/**
 * All invocations that an event leads to: the continuations that it leaves, and, after a failure, itself once more, as
 * Lambda brings it. Each round has time for a few steps.
 */
async function sweepToTheEnd(
  fleet: FleetInMemory,
  parts: SweepParts,
  event: SweepEvent,
  calls?: FailingCalls,
) {
  fleet.clock = event.scheduledTime;
  const waiting: { readonly event: SweepEvent; readonly owner: string }[] = [{ event, owner: event.today }];
  for (let invocation = waiting.shift(); invocation !== undefined; invocation = waiting.shift()) {
    const round = fleet.round(invocation.owner, 70);
    const continuations = {
      ...round.continuations,
      schedule: (continuation: { sweepId: string; round: number }) => {
        const owner = `${continuation.sweepId}-${continuation.round}`;
        if (!waiting.some((each) => each.owner === owner)) {
          waiting.push({ event: { ...event, continuation }, owner });
        }
        return Promise.resolve();
      },
    };
    try {
      await runSweep(parts, invocation.event, {
        ...round,
        continuations: calls?.on(continuations) ?? continuations,
      });
    } catch (error) {
      if (!(error instanceof FailedCallError)) {
        throw error;
      }
      waiting.push(invocation);
    }
  }
}

function stateOf({ store, things, active, warned }: FleetInMemory) {
  return {
    counts: store.state?.counts,
    stage: store.state?.stage,
    lease: store.lease,
    things: structuredClone([...things]),
    active: [...active],
    warned: [...new Set(warned)].sort(),
  };
}

describe('a sweep of which one call fails', () => {
  it('on its own way, ends as an undisturbed one when Lambda has brought it again, its counts included', async () => {
    const scenario = async (calls: FailingCalls) => {
      const fleet = await fleetToSweep();
      await sweepToTheEnd(fleet, failingOnItsWay(fleet.parts({}, 2), calls), firstDay, calls);
      const { counts, ...state } = stateOf(fleet);
      // What the first attempt has made inactive, or noted, the second one finds so.
      return { ...state, counts: { ...counts, deactivated: undefined, firstWarnings: undefined } };
    };
    const count = await everyFailure(scenario, (state, undisturbed, failure) => {
      expect({ failure, state }).toEqual({ failure, state: undisturbed });
      expect(state).toMatchObject({ stage: { kind: 'done' }, counts: { found: 5, expired: 1, failed: 0 } });
    });
    expect(count).toBeGreaterThan(20);
  });

  it('at a device, leaves none behind: the next day does what that one has not', async () => {
    const scenario = async (calls: FailingCalls) => {
      const fleet = await fleetToSweep();
      for (const day of [firstDay, nextDay]) {
        await sweepToTheEnd(fleet, failingAtDevices(fleet.parts(), calls), day);
      }
      return { ...stateOf(fleet), counts: undefined, things: await daysLeftOut(fleet) };
    };
    const count = await everyFailure(scenario, (state, undisturbed, failure) => {
      expect({ failure, state }).toEqual({ failure, state: undisturbed });
      expect(state.active).toEqual([]);
    });
    expect(count).toBeGreaterThan(20);
  });

  it('shared by workers, leaves no device out, whether the queue or a device fails', async () => {
    const scenario = async (calls: FailingCalls) => {
      const fleet = await fleetToSweep();
      for (const day of [firstDay, nextDay]) {
        const parts = failingAtDevices(fleet.parts(), calls);
        const { dispatch, work } = queueOf(parts);
        await sweepToTheEnd(fleet, { ...parts, dispatch: calls.on(dispatch) }, day);
        await work();
      }
      return { ...stateOf(fleet), counts: undefined, things: await daysLeftOut(fleet) };
    };
    const count = await everyFailure(scenario, (state, undisturbed, failure) => {
      expect({ failure, state }).toEqual({ failure, state: undisturbed });
      expect(state.warned).toHaveLength(4);
    });
    expect(count).toBeGreaterThan(20);
  });
});

/** The devices that heard a first warning, on either of the two days. */
function daysLeftOut({ things, registry }: FleetInMemory) {
  return Promise.all(
    [...things].map(async ([name, { attributes }]) => ({
      name,
      issued: attributes['cert_issuance'],
      isWarned: certificateInForce(await registry.find(name))?.warnedAt !== undefined,
    })),
  );
}

/** The queue between monitor and workers, and the workers that empty it. */
function queueOf(parts: SweepParts) {
  const bodies: string[] = [];
  const worker = serveWorker({ context: parts.context, fleet: 'fleetprov' });
  return {
    dispatch: {
      dispatch: (scheduledTime: Date, things: readonly object[]) => {
        bodies.push(JSON.stringify({ scheduledTime: scheduledTime.toISOString(), things }));
        return Promise.resolve();
      },
    },
    work: async () => {
      for (const body of bodies) {
        const { batchItemFailures } = await worker({ Records: [sqsRecord(body)] });
        expect(batchItemFailures).toEqual([]);
      }
    },
  };
}
