import { readIssuance, type RotationStanding } from '@fleet/cert-dates';
import { sweepLogLines, thingAttributes } from '@fleet/fleet-contract';
import type { FoundThing } from '../find/found-thing';
import type { SweepTally } from '../sweep/sweep-counts';
import { cutOff, type SparedBecause } from './cut-off';
import { unprovenDays } from './unproven-days';
import { isThingDue, standingOf, type FoundDevice } from './standing';
import type { SweepContext, SweepDay } from './sweep-context';
import { warnDevice } from './warn-device';

/**
 * Does for one thing what is to be done today: warns it, notes its first warning, makes what has expired inactive. Counts and logs a failure and goes on, as one thing must not stop the rest.
 */
export async function attendThing(
  context: SweepContext,
  thing: FoundThing,
  day: SweepDay,
  tally: SweepTally,
): Promise<void> {
  if (!isThingDue(thing, context, day)) {
    return;
  }
  const { thingName } = thing;
  await context.pacer.turn();
  tally.add('found');
  reportDate(context, thing, day, tally);
  try {
    const device = { thing, record: await context.registry.find(thingName) };
    tally.sawUnproven(unprovenDays(device.record, day));
    const standing = standingOf(device, context, day);
    if (standing.kind === 'expired') {
      await endExpired(context, device, { because: standing.because, day, tally });
      return;
    }
    if (standing.kind === 'unreachable') {
      tally.add('unreachable');
      context.log.warn({ thingName }, 'overdue, and its certificate was never connected when it was warned');
    }
    await warnDevice(context, device, day, tally);
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    tally.fail(reason);
    context.log.error({ err: error, thingName, reason }, sweepLogLines.deviceFailed);
  }
}

/** A date that nobody can read is shown by the thing's name: only an operator can mend it. */
function reportDate({ log }: SweepContext, thing: FoundThing, { today }: SweepDay, tally: SweepTally): void {
  const { thingName, issued } = thing;
  const { kind } = readIssuance(issued, today);
  if (kind === 'dated') {
    return;
  }
  tally.add(kind === 'missing' ? 'missingDate' : kind === 'malformed' ? 'malformedDate' : 'futureDate');
  log.warn({ thingName, issued, date: kind }, `${thingAttributes.certIssuance} is ${kind}: treated as due`);
}

/** Nothing to warn of: a fresh certificate is there or on its way, or no thing. */
const hasRenewed: ReadonlySet<SparedBecause> = new Set(['rotated', 'renewing', 'no-thing'] as const);

interface Ending {
  readonly because: Extract<RotationStanding, { kind: 'expired' }>['because'];
  readonly day: SweepDay;
  readonly tally: SweepTally;
}

async function endExpired(
  context: SweepContext,
  device: FoundDevice,
  { because, day, tally }: Ending,
): Promise<void> {
  const { thingName } = device.thing;
  if (context.rules.enforce === 'report') {
    tally.add('expired');
    context.log.warn({ thingName, because }, 'expired; reported only, as configured');
    await warnDevice(context, device, day, tally);
    return;
  }
  const end = await cutOff(context, device, day);
  if (end.outcome === 'spared') {
    context.log.info({ thingName, because: end.because }, 'kept active after a second look');
    if (!hasRenewed.has(end.because)) {
      await warnDevice(context, device, day, tally);
    }
    return;
  }
  tally.add('expired');
  if (end.outcome === 'deactivated') {
    tally.add('deactivated');
    const { certificateId } = end;
    context.log.warn({ thingName, certificateId, because }, sweepLogLines.cutOff);
  }
  // Whoever has just connected is not yet known to be connected.
  if (end.outcome === 'deactivated' || end.isConnected) {
    // Both, whatever becomes of the other: a look ends a connection, too.
    const [wasConnected] = await Promise.all([
      context.iot.disconnect(thingName, 'ends'),
      end.mayListen ? undefined : watch(context, thingName, end.certificateId),
    ]);
    context.log.info({ thingName, wasConnected }, 'no longer connected');
  }
  if (end.mayListen) {
    await warnDevice(context, device, day, tally);
  }
}

/** It may connect, or be connected, for as long as AWS IoT takes. */
async function watch(context: SweepContext, serial: string, certificateId: string): Promise<void> {
  const at = context.now();
  await context.watch?.({ serial, certificateId, endedAt: at, awaySince: at, cuts: 0 });
}
