import { formatCertDate, isCertDate } from '@fleet/cert-dates';
import type { Chore } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { SweepTally } from '../sweep/sweep-counts';
import { attendThing } from './attend-thing';
import { settleShownDate } from './shown-date';
import { isThingDue } from './standing';
import type { SweepContext, SweepDay } from './sweep-context';

/** The thing shows the date of the certificate in force again, and what that has come to is attended to at once. */
export async function withdrawDate(
  context: SweepContext,
  serial: string,
  { certificateIds, issuedAt, model }: Extract<Chore, { kind: 'withdraw-date' }>,
  { day, tally }: { readonly day: SweepDay; readonly tally: SweepTally },
): Promise<void> {
  const { iot, registry, now, log } = context;
  const inForce = formatCertDate(new Date(issuedAt));
  const { [thingAttributes.certIssuance]: shown, [thingAttributes.modelType]: shownModel } =
    (await iot.thing(serial))?.attributes ?? {};
  const isNewer = isCertDate(shown) && shown > inForce;
  const amends = defined({
    // What is older was set by an operator, who wants it to be due.
    [thingAttributes.certIssuance]: isNewer ? inForce : undefined,
    // A claim of another model may have registered the successor.
    [thingAttributes.modelType]: shownModel !== undefined && shownModel !== model ? model : undefined,
  });
  if (Object.keys(amends).length > 0) {
    await iot.setAttributes(serial, amends);
  }
  await registry.noteDateWithdrawn(serial, certificateIds, now());
  const isSettled = await settleShownDate(context, serial, { issuedAt, model });
  tally.add('datesWithdrawn');
  log.info(
    { thingName: serial, certificateIds, date: inForce },
    'successor not proven in time: the date before it is restored',
  );
  if (isNewer && isSettled) {
    await attendAtOnce(context, { serial, issued: inForce }, day, tally);
  }
}

/**
 * The index follows some seconds later: this sweep may not find the thing by it. A device that asks for a certificate
 * every second day, and proves none, would never be found.
 */
async function attendAtOnce(
  context: SweepContext,
  { serial: thingName, issued }: { readonly serial: string; readonly issued: string },
  day: SweepDay,
  tally: SweepTally,
): Promise<void> {
  if (!isThingDue({ thingName, issued, connected: false }, context, day)) {
    return;
  }
  const connected = await context.iot.isConnected(thingName);
  await attendThing(context, { thingName, issued, connected }, day, tally);
}
