import { formatCertDate } from '@fleet/cert-dates';
import type { Chore } from '@fleet/certificate-lifecycle';
import { sweepLogLines, thingAttributes } from '@fleet/fleet-contract';
import type { SweepTally } from '../sweep/sweep-counts';
import type { SweepContext, SweepDay } from './sweep-context';
import { settleShownDate } from './shown-date';
import { withdrawDate } from './withdraw-date';

interface ChoreAtHand {
  readonly chore: Chore;
  readonly day: SweepDay;
  readonly tally: SweepTally;
}

/** Does one chore, and notes it. Safe to repeat. */
export async function performChore(
  context: SweepContext,
  serial: string,
  { chore, day, tally }: ChoreAtHand,
): Promise<void> {
  const { alerts, registry } = context;
  const { scheduledTime } = day;
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
      return withdrawDate(context, serial, chore, { day, tally });
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
  await iot.disconnect(serial, 'ends');
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
    log.warn({ thingName: serial, certificateId }, sweepLogLines.blockEnforced);
  }
}

async function restoreDate(
  context: SweepContext,
  serial: string,
  { certificateId, issuedAt, model }: ChoreKind<'restore-date'>,
  tally: SweepTally,
): Promise<void> {
  const { iot, registry } = context;
  await iot.setAttributes(serial, {
    [thingAttributes.certIssuance]: formatCertDate(new Date(issuedAt)),
    [thingAttributes.modelType]: model,
  });
  await registry.noteDateRestored(serial, certificateId);
  await settleShownDate(context, serial, { issuedAt, model });
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
