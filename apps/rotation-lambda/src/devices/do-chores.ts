import { formatCertDate, isCertDate } from '@fleet/cert-dates';
import { choresDue, type Chore } from '@fleet/device-registry';
import { thingAttributes } from '@fleet/fleet-contract';
import type { SweepTally } from '../sweep/sweep-counts';
import type { SweepContext, SweepDay } from './sweep-context';

const dayMillis = 86_400_000;

/**
 * Does what has become due for one device beside warning it. Looks at the record anew, as the agenda is some seconds
 * behind. Each chore is safe to repeat; one that fails is counted and logged, and stays on the agenda.
 */
export async function doChores(
  context: SweepContext,
  serial: string,
  { scheduledTime }: SweepDay,
  tally: SweepTally,
): Promise<void> {
  await context.pacer.turn();
  try {
    const record = await context.registry.find(serial);
    if (record === undefined) return;
    for (const chore of choresDue(record, context.rules, scheduledTime))
      await doChore(context, serial, { chore, scheduledTime, tally });
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    tally.fail(reason);
    context.log.error({ err: error, thingName: serial, reason }, 'a chore of a device could not be done');
  }
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
      if (new Date(chore.until) <= scheduledTime) return registry.dropEndedPermits(serial, scheduledTime);
      await alerts.tellToRotate(serial);
      tally.add('permitsTold');
      return;
    case 'withdraw-date':
      return withdrawDate(context, serial, chore, tally);
    case 'restore-date':
      return restoreDate(context, serial, chore, tally);
    case 'retire':
      return retire(context, serial, chore, tally);
    case 'delete':
      return deleteRetired(context, serial, chore, tally);
  }
}

type ChoreKind<Kind extends Chore['kind']> = Extract<Chore, { kind: Kind }>;

async function withdrawDate(
  { iot, registry, now, log }: SweepContext,
  serial: string,
  { certificateIds, issuedAt }: ChoreKind<'withdraw-date'>,
  tally: SweepTally,
): Promise<void> {
  const inForce = formatCertDate(new Date(issuedAt));
  const shown = (await iot.thing(serial))?.attributes[thingAttributes.certIssuance];
  // What is older was set by an operator, who wants it to be due.
  if (isCertDate(shown) && shown > inForce)
    await iot.setAttributes(serial, { [thingAttributes.certIssuance]: inForce });
  await registry.noteDateWithdrawn(serial, certificateIds, now());
  tally.add('datesWithdrawn');
  log.info({ thingName: serial, certificateIds, date: inForce }, 'not proven in time: its date is withdrawn');
}

async function restoreDate(
  { iot, registry }: SweepContext,
  serial: string,
  { issuedAt }: ChoreKind<'restore-date'>,
  tally: SweepTally,
): Promise<void> {
  await iot.setAttributes(serial, { [thingAttributes.certIssuance]: formatCertDate(new Date(issuedAt)) });
  await registry.noteDateRestored(serial);
  tally.add('datesRestored');
}

async function retire(
  { iot, registry, rules, now, log }: SweepContext,
  serial: string,
  { certificateIds }: ChoreKind<'retire'>,
  tally: SweepTally,
): Promise<void> {
  for (const certificateId of certificateIds) await iot.retire(serial, certificateId);
  const at = now();
  const retainUntil = new Date(at.getTime() + rules.retainDays * dayMillis);
  await registry.noteRetired(serial, certificateIds, { at, retainUntil });
  tally.add('retired', certificateIds.length);
  log.info({ thingName: serial, certificateIds }, 'retired');
}

async function deleteRetired(
  { iot, registry, now, log }: SweepContext,
  serial: string,
  { certificateIds }: ChoreKind<'delete'>,
  tally: SweepTally,
): Promise<void> {
  for (const certificateId of certificateIds) {
    // AWS IoT deletes nothing that is active or attached; a registration under way may have made it so again.
    await iot.retire(serial, certificateId);
    await iot.delete(certificateId);
  }
  await registry.noteDeleted(serial, certificateIds, now());
  tally.add('deleted', certificateIds.length);
  log.info({ thingName: serial, certificateIds }, 'deleted');
}
