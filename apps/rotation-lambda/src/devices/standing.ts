import {
  beginOfDay,
  dueDate,
  formatCertDate,
  isDue,
  readIssuance,
  rotationStanding,
  type CertDate,
  type RotationStanding,
} from '@fleet/cert-dates';
import {
  certificateInForce,
  silentSince,
  type DeviceRecord,
  type Timestamp,
} from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import type { FoundThing } from '../find/found-thing';
import type { SweepContext, SweepDay } from './sweep-context';

/** A thing that the index named, and what is on record of its device. */
export interface FoundDevice {
  readonly thing: FoundThing;
  readonly record: DeviceRecord | undefined;
}

/** Whether a thing is to be warned, or more: of those that the index names, the rest is within its spread. */
export function isThingDue(
  { thingName, issued }: FoundThing,
  { rules }: Pick<SweepContext, 'rules'>,
  { today }: SweepDay,
): boolean {
  return isDue({ ...rules, issuance: readIssuance(issued, today), thingName, today });
}

/** How a device stands on the day of the sweep. */
export function standingOf(
  { thing, record }: FoundDevice,
  { rules }: Pick<SweepContext, 'rules'>,
  { today }: SweepDay,
): RotationStanding {
  const { thingName, issued, connected } = thing;
  const { warnedAt, dueNotedAt, comesSince } = certificateInForce(record) ?? {};
  return rotationStanding(
    {
      thingName,
      issuance: readIssuance(issued, today),
      // Without presence events nobody tells whose connection it is, and silence is that of the certificate.
      connected: rules.presenceRule && connected,
      ...defined({
        warnedOn: dayOf(warnedAt),
        lastSeenOn: dayOf(silentSince(record)),
        dueNotedOn: dayOf(dueNotedAt),
        comesSinceOn: dayOf(comesSince),
      }),
    },
    rules,
    today,
  );
}

/** The beginning of the day on which a thing is due; `undefined` where nobody can say. */
export function dueFrom(
  { thingName, issued }: FoundThing,
  { rules }: Pick<SweepContext, 'rules'>,
  { today }: SweepDay,
): Date | undefined {
  const issuance = readIssuance(issued, today);
  return issuance.kind === 'dated'
    ? beginOfDay(dueDate({ ...rules, issued: issuance.date, thingName }))
    : undefined;
}

function dayOf(moment: Timestamp | undefined): CertDate | undefined {
  return moment === undefined ? undefined : formatCertDate(new Date(moment));
}
