import { formatCertDate, type RotationStanding } from '@fleet/cert-dates';
import { thingAttributes } from '@fleet/fleet-contract';
import { observed, type FoundThing } from '../find/found-thing';
import type { SweepTally } from '../sweep/sweep-counts';
import { cutOff, type SparedBecause } from './cut-off';
import { standingOf } from './standing';
import type { SweepContext, SweepDay } from './sweep-context';

/**
 * Does for one thing what is to be done today: warns it, remembers its first warning, makes what has expired
 * inactive. Counts and logs a failure and goes on, as one thing must not stop the rest.
 */
export async function attendThing(
  context: SweepContext,
  thing: FoundThing,
  day: SweepDay,
  tally: SweepTally,
): Promise<void> {
  const standing = standingOf(thing, context, day);
  if (standing.kind === 'valid') {
    return;
  }
  await context.pacer.turn();
  tally.add('found');
  reportDate(context, thing, day, tally);
  try {
    if (standing.kind === 'expired') {
      await endExpired(context, thing, { standing, day, tally });
    } else {
      await warn(context, thing, { standing, day, tally });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    tally.fail(reason);
    context.log.error({ err: error, thingName: thing.thingName, reason }, 'a device could not be processed');
  }
}

interface ThingTask<Standing extends RotationStanding> {
  readonly standing: Standing;
  readonly day: SweepDay;
  readonly tally: SweepTally;
}

type StandingKind<Kind extends RotationStanding['kind']> = Extract<RotationStanding, { kind: Kind }>;

/** A date that nobody can read is shown by the thing's name: only an operator can mend it. */
function reportDate({ log }: SweepContext, thing: FoundThing, { today }: SweepDay, tally: SweepTally): void {
  const { thingName, issued } = thing;
  const { kind } = observed(thing, today).issuance;
  if (kind === 'dated') {
    return;
  }
  tally.add(kind === 'missing' ? 'missingDate' : kind === 'malformed' ? 'malformedDate' : 'futureDate');
  log.warn({ thingName, issued, date: kind }, `${thingAttributes.certIssuance} is ${kind}: treated as due`);
}

async function warn(
  context: SweepContext,
  { thingName }: FoundThing,
  { standing, tally }: ThingTask<StandingKind<'due' | 'unreachable'>>,
): Promise<void> {
  if (standing.kind === 'unreachable') {
    tally.add('unreachable');
    context.log.warn({ thingName }, 'overdue, and never connected when it was warned');
  }
  await tell(context, thingName, tally, standing.kind === 'due' && standing.firstWarning);
}

/**
 * Tells a device to rotate.
 * @param isFirst whether this is the first warning that the device can receive
 */
async function tell(
  { alerts, iot, now }: SweepContext,
  thingName: string,
  tally: SweepTally,
  isFirst: boolean,
): Promise<void> {
  // Asked now: what the index said when the thing was found may be hours old.
  const receives = isFirst && (await iot.isConnected(thingName));
  await alerts.publishRotateCert(thingName);
  tally.add('warned');
  if (!receives) {
    return;
  }
  // Only once it is published: a day of grace too many is better than one that was never announced. Of today, as a sweep
  // may be days late, and the days of grace count from the moment when the device could hear it.
  await iot.setAttributes(thingName, { [thingAttributes.rotationNotified]: formatCertDate(now()) });
  tally.add('firstWarnings');
}

/** Nothing to warn of: a fresh certificate is there or on its way, or no thing. */
const hasRenewed: ReadonlySet<SparedBecause> = new Set(['rotated', 'renewing', 'no-thing'] as const);

async function endExpired(
  context: SweepContext,
  thing: FoundThing,
  { standing, day, tally }: ThingTask<StandingKind<'expired'>>,
): Promise<void> {
  const { thingName } = thing;
  const { because } = standing;
  if (context.rules.enforce === 'report') {
    tally.add('expired');
    context.log.warn({ thingName, because }, 'expired; reported only, as configured');
    await tell(context, thingName, tally, false);
    return;
  }
  const end = await cutOff(context, thing, day);
  if (end.outcome === 'spared') {
    context.log.info({ thingName, because: end.because }, 'kept active after a second look');
    if (!hasRenewed.has(end.because)) {
      await tell(context, thingName, tally, end.because === 'not-warned');
    }
    return;
  }
  tally.add('expired');
  if (end.outcome === 'deactivated') {
    tally.add('deactivated');
    const { certificateId } = end;
    context.log.warn({ thingName, certificateId, because }, 'expired: its certificate is inactive');
  }
  // Whoever has just connected is not yet known to be connected.
  if (end.outcome === 'deactivated' || end.isConnected) {
    const wasConnected = await context.iot.disconnect(thingName);
    context.log.info({ thingName, wasConnected }, 'no longer connected');
  }
  if (end.mayListen) {
    await tell(context, thingName, tally, false);
  }
}
