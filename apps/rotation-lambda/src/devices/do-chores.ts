import { choresDue, type Chore, type DeviceRecord } from '@fleet/certificate-lifecycle';
import { sweepLogLines } from '@fleet/fleet-contract';
import type { SweepTally } from '../sweep/sweep-counts';
import { performChore } from './perform-chore';
import type { SweepContext, SweepDay } from './sweep-context';
import { unprovenDays } from './unproven-days';

/** In one visit, so that no device keeps the others waiting; what is left is done by the next sweep. */
const mostChores = 20;

/** What its device waits for, and what bears on whether that is found. The rest can wait until others were warned. */
const urgent: ReadonlySet<Chore['kind']> = new Set<Chore['kind']>([
  'reinstate',
  'enforce-block',
  'tell-of-permit',
  'withdraw-date',
  'restore-date',
]);

/** How many chores a sweep still does for devices that have never proven a certificate. */
export class ClearingBudget {
  constructor(public left: number) {}

  /** @returns whether there was one left */
  take(): boolean {
    const isLeft = this.left > 0;
    this.left -= isLeft ? 1 : 0;
    return isLeft;
  }
}

/** Does what is due for one device before a sweep looks for things. */
export function doUrgentChores(
  context: SweepContext,
  serial: string,
  day: SweepDay,
  tally: SweepTally,
): Promise<void> {
  return doChores(context, serial, { day, tally, isAtHand: (chore) => urgent.has(chore.kind) });
}

/**
 * Retires and deletes what is due of one device. An urgent chore that has failed is tried again before, as a date must be
 * withdrawn before its certificate is retired; one that came up meanwhile is done.
 */
export function clearUp(
  context: SweepContext,
  serial: string,
  {
    day,
    tally,
    budget,
  }: { readonly day: SweepDay; readonly tally: SweepTally; readonly budget: ClearingBudget },
): Promise<void> {
  const isAtHand = ({ kind }: Chore) => kind !== 'tell-of-permit';
  const mayDo = ({ current }: DeviceRecord) => current !== undefined || budget.take();
  return doChores(context, serial, { day, tally, isAtHand, mayDo });
}

interface Visit {
  readonly day: SweepDay;
  readonly tally: SweepTally;
  readonly isAtHand: (chore: Chore) => boolean;
  /** Asked once for each chore. */
  readonly mayDo?: (record: DeviceRecord) => boolean;
}

/**
 * Does what has become due for one device beside warning it. Looks at the record anew before each chore, and once more
 * after it has waited for its turn: the agenda is some seconds behind, and proofs, rotations and blocks come in
 * meanwhile. Each is safe to repeat; one that fails is counted and logged, and stays on the agenda.
 */
async function doChores(context: SweepContext, serial: string, visit: Visit): Promise<void> {
  const { day, tally, mayDo = () => true } = visit;
  try {
    const done = new Set<string>();
    for (let count = 0; count < mostChores; count += 1) {
      const planned = await nextChore(context, serial, visit, done);
      if (planned === undefined || !mayDo(planned.record)) {
        return;
      }
      await context.chorePacer.turn();
      const next = await nextChore(context, serial, visit, done);
      if (next === undefined) {
        return;
      }
      const { chore } = next;
      done.add(nameOf(chore));
      await performChore(context, serial, { chore, day, tally });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    tally.fail(reason);
    context.log.error({ err: error, thingName: serial, reason }, sweepLogLines.choreFailed);
  }
}

/** The first chore that is due and was not tried in this visit. */
async function nextChore(
  { registry, rules }: SweepContext,
  serial: string,
  { day, tally, isAtHand }: Visit,
  done: ReadonlySet<string>,
): Promise<{ readonly chore: Chore; readonly record: DeviceRecord } | undefined> {
  const record: DeviceRecord | undefined = await registry.find(serial);
  if (record === undefined) {
    return undefined;
  }
  tally.sawUnproven(unprovenDays(record, day));
  const chore = choresDue(record, rules, day.scheduledTime).find(
    (each) => isAtHand(each) && !done.has(nameOf(each)),
  );
  return chore && { chore, record };
}

function nameOf(chore: Chore): string {
  return 'certificateId' in chore ? `${chore.kind} ${chore.certificateId}` : chore.kind;
}
