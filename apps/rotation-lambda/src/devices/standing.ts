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
import { certificateInForce, type DeviceRecord } from '@fleet/certificate-lifecycle';
import { defined } from '@fleet/optional-members';
import { dayOf, type FoundThing } from '../find/found-thing';
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
  const { thingName, issued, connected, disconnectedAt } = thing;
  const warnedAt = certificateInForce(record)?.warnedAt;
  // Without presence events nobody tells whose connection it is, and silence is that of the certificates.
  const left = rules.presenceRule ? disconnectedAt : undefined;
  return rotationStanding(
    {
      thingName,
      issuance: readIssuance(issued, today),
      connected: rules.presenceRule && connected,
      ...defined({
        warnedOn: warnedAt === undefined ? undefined : formatCertDate(new Date(warnedAt)),
        disconnectedOn: later(left === undefined ? undefined : dayOf(left), lastSeenOn(record)),
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

/**
 * AWS forgets when a device left after about an hour (API reference, ThingConnectivity); the record does not. An operator
 * who gives a device its certificate back counts as a sighting.
 */
function lastSeenOn(record: DeviceRecord | undefined): CertDate | undefined {
  return record?.certificates
    .flatMap((each) => [each.lastSeenAt, each.stage === 'proven' ? each.silenceFrom : undefined])
    .map((moment) => (moment === undefined ? undefined : formatCertDate(new Date(moment))))
    .reduce(later, undefined);
}

function later(one: CertDate | undefined, other: CertDate | undefined): CertDate | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one;
}
