import { formatCertDate, isCertDate } from '@fleet/cert-dates';
import { choresDue, type Chore, type DeviceRecord } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { SweepTally } from '../sweep/sweep-counts';
import type { SweepContext, SweepDay } from './sweep-context';

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
      await doChore(context, serial, { chore, scheduledTime: day.scheduledTime, tally });
    }
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    tally.fail(reason);
    context.log.error({ err: error, thingName: serial, reason }, 'a chore of a device failed');
  }
}

/** The first chore that is due and was not tried in this visit. */
async function nextChore(
  { registry, rules }: SweepContext,
  serial: string,
  { day, isAtHand }: Visit,
  done: ReadonlySet<string>,
): Promise<{ readonly chore: Chore; readonly record: DeviceRecord } | undefined> {
  const record: DeviceRecord | undefined = await registry.find(serial);
  if (record === undefined) {
    return undefined;
  }
  const chore = choresDue(record, rules, day.scheduledTime).find(
    (each) => isAtHand(each) && !done.has(nameOf(each)),
  );
  return chore && { chore, record };
}

function nameOf(chore: Chore): string {
  return 'certificateId' in chore ? `${chore.kind} ${chore.certificateId}` : chore.kind;
}

interface ChoreAtHand {
  readonly chore: Chore;
  readonly scheduledTime: Date;
  readonly tally: SweepTally;
}

async function doChore(
  context: SweepContext,
  serial: string,
  { chore, scheduledTime, tally }: ChoreAtHand,
): Promise<void> {
  const { alerts, registry } = context;
  switch (chore.kind) {
    case 'tell-of-permit':
      if (new Date(chore.until) <= scheduledTime) {
        return registry.dropEndedPermits(serial, scheduledTime);
      }
      await alerts.publishRotateCert(serial);
      tally.add('permitsTold');
      return;
    case 'enforce-block':
      return enforceBlock(context, serial, chore, tally);
    case 'withdraw-date':
      return withdrawDate(context, serial, chore, tally);
    case 'restore-date':
      return restoreDate(context, serial, chore, tally);
    case 'reinstate':
      return reinstate(context, serial, chore);
    case 'retire':
      return retire(context, serial, chore, tally);
    case 'retire-lost':
      return retireLost(context, serial, chore, tally);
    case 'delete':
      return deleteRetired(context, serial, chore, tally);
  }
}

type ChoreKind<Kind extends Chore['kind']> = Extract<Chore, { kind: Kind }>;

async function enforceBlock(
  { iot, registry, now, log }: SweepContext,
  serial: string,
  { certificateIds }: ChoreKind<'enforce-block'>,
  tally: SweepTally,
): Promise<void> {
  const ended: string[] = [];
  for (const certificateId of certificateIds) {
    if (await iot.deactivate(certificateId)) {
      ended.push(certificateId);
    }
  }
  await iot.disconnect(serial);
  await registry.noteBlockEnforced(serial, now());
  const record = await registry.find(serial);
  if (record?.state !== 'blocked') {
    // The block was lifted meanwhile, and its operator had the certificate in force made active.
    const inForce = ended.find((certificateId) => certificateId === record?.current);
    if (inForce !== undefined) {
      await iot.activate(inForce);
    }
    return;
  }
  for (const certificateId of ended) {
    tally.add('deactivated');
    log.warn({ thingName: serial, certificateId }, 'blocked, and active all the same: it is inactive now');
  }
}

async function withdrawDate(
  { iot, registry, now, log }: SweepContext,
  serial: string,
  { certificateIds, issuedAt, model }: ChoreKind<'withdraw-date'>,
  tally: SweepTally,
): Promise<void> {
  const inForce = formatCertDate(new Date(issuedAt));
  const { [thingAttributes.certIssuance]: shown, [thingAttributes.modelType]: shownModel } =
    (await iot.thing(serial))?.attributes ?? {};
  const amends = defined({
    // What is older was set by an operator, who wants it to be due.
    [thingAttributes.certIssuance]: isCertDate(shown) && shown > inForce ? inForce : undefined,
    // A claim of another model may have registered the successor.
    [thingAttributes.modelType]: shownModel !== undefined && shownModel !== model ? model : undefined,
  });
  if (Object.keys(amends).length > 0) {
    await iot.setAttributes(serial, amends);
  }
  await registry.noteDateWithdrawn(serial, certificateIds, now());
  tally.add('datesWithdrawn');
  log.info(
    { thingName: serial, certificateIds, date: inForce },
    'successor not proven in time: the date before it is restored',
  );
}

async function restoreDate(
  { iot, registry }: SweepContext,
  serial: string,
  { certificateId, issuedAt, model }: ChoreKind<'restore-date'>,
  tally: SweepTally,
): Promise<void> {
  await iot.setAttributes(serial, {
    [thingAttributes.certIssuance]: formatCertDate(new Date(issuedAt)),
    [thingAttributes.modelType]: model,
  });
  await registry.noteDateRestored(serial, certificateId);
  tally.add('datesRestored');
}

async function reinstate(
  { iot, registry, log }: SweepContext,
  serial: string,
  { certificateId }: ChoreKind<'reinstate'>,
): Promise<void> {
  if (!(await iot.activate(certificateId))) {
    log.error(
      { thingName: serial, certificateId },
      'the certificate in force is REVOKED or deleted: the device needs a permit to reprovision',
    );
    return;
  }
  await registry.noteReinstated(serial, certificateId);
  log.warn({ thingName: serial, certificateId }, 'the proof of a retired successor came: it is active again');
}

async function retire(
  { iot, registry, rules, now, log }: SweepContext,
  serial: string,
  { certificateId, unlessConnected }: ChoreKind<'retire'>,
  tally: SweepTally,
): Promise<void> {
  if (unlessConnected && (await iot.isConnected(serial))) {
    return;
  }
  await iot.retire(serial, certificateId);
  await registry.noteRetired(serial, [certificateId], { at: now(), retainDays: rules.retainDays });
  tally.add('retired');
  log.info({ thingName: serial, certificateId }, 'retired');
}

/**
 * Noted first, so that a proof that is on its way, or comes in while this happens, has it active again even when this
 * is cut off. Inactive only, for the same reason.
 */
async function retireLost(
  { iot, registry, rules, now, log }: SweepContext,
  serial: string,
  { certificateId }: ChoreKind<'retire-lost'>,
  tally: SweepTally,
): Promise<void> {
  if (!(await registry.takeForLost(serial, certificateId, now()))) {
    return;
  }
  await iot.deactivate(certificateId);
  await registry.noteRetired(serial, [certificateId], { at: now(), retainDays: rules.retainDays });
  tally.add('retired');
  log.info({ thingName: serial, certificateId }, 'a successor that was never proven is retired');
}

async function deleteRetired(
  { iot, registry, now, log }: SweepContext,
  serial: string,
  { certificateId }: ChoreKind<'delete'>,
  tally: SweepTally,
): Promise<void> {
  await iot.delete(serial, certificateId);
  await registry.noteDeleted(serial, [certificateId], now());
  tally.add('deleted');
  log.info({ thingName: serial, certificateId }, 'deleted');
}
