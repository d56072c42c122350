import { formatCertDate, type CertDate } from '@fleet/cert-dates';
import { awaitsProof, awaitsAmends, type DeviceRecord } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { FoundThing } from '../find/found-thing';
import { standingOf } from './standing';
import type { SweepContext, SweepDay } from './sweep-context';

export type CutOff =
  | {
      readonly outcome: 'deactivated' | 'inactive-already';
      readonly certificateId: string;
      /** Another of its certificates may carry a connection, over which it can receive a warning. */
      readonly mayListen: boolean;
      /** A moment before; AWS IoT may serve the connections of an inactive certificate for some minutes. */
      readonly isConnected: boolean;
    }
  | {
      readonly outcome: 'spared';
      readonly because:
        /** It has rotated since the index was written. */
        | 'rotated'
        /** It is due, and the registry says otherwise than the index; or the device was seen since. */
        | 'not-expired'
        /** The warning that stands was for the certificate before this one. */
        | 'not-warned'
        /** A successor is on its way, or was proven a moment ago. */
        | 'renewing'
        | 'no-thing'
        /** Nothing on record says which of its certificates is in force: adopt the device, or look at it. */
        | 'no-current-certificate';
    };

export type SparedBecause = Extract<CutOff, { outcome: 'spared' }>['because'];

/**
 * Makes the certificate in force inactive, after a second look: the index is behind, and a device may have rotated
 * since. The record is read before the thing: what the thing then says of dates can only be newer than what the record
 * says of certificates. Only the certificate in force goes: a successor that waits to be proven lets the device come
 * back.
 */
export async function cutOff(context: SweepContext, found: FoundThing, day: SweepDay): Promise<CutOff> {
  const { thingName } = found;
  const record = await context.registry.find(thingName);
  if (record?.current === undefined) {
    return { outcome: 'spared', because: 'no-current-certificate' };
  }
  const certificateId = record.current;
  if (awaitsAmends(record)) {
    return { outcome: 'spared', because: 'renewing' };
  }
  const now = await lookedAtAgain(context, found, record);
  if (now === undefined) {
    return { outcome: 'spared', because: 'no-thing' };
  }
  if (standingOf(now, context, day).kind === 'valid') {
    return { outcome: 'spared', because: 'rotated' };
  }
  const isWarned = now.notified !== undefined && isOfItsOwn(now.notified, record, certificateId);
  const { notified: _notified, ...unwarned } = now;
  if (standingOf(isWarned ? now : unwarned, context, day).kind !== 'expired') {
    const wouldBe = standingOf(now, context, day).kind === 'expired';
    return { outcome: 'spared', because: wouldBe ? 'not-warned' : 'not-expired' };
  }
  const wasActive = await context.iot.deactivate(certificateId);
  const outcome = wasActive ? 'deactivated' : 'inactive-already';
  return { outcome, certificateId, mayListen: awaitsProof(record), isConnected: now.connected };
}

/** The thing as the registry has it now, and when any of its certificates was seen for the last time. */
async function lookedAtAgain(
  { iot }: SweepContext,
  { thingName, disconnectedAt }: FoundThing,
  { certificates }: DeviceRecord,
): Promise<FoundThing | undefined> {
  const [thing, connected] = await Promise.all([iot.thing(thingName), iot.isConnected(thingName)]);
  if (thing === undefined) {
    return undefined;
  }
  const { [thingAttributes.certIssuance]: issued, [thingAttributes.rotationNotified]: notified } =
    thing.attributes;
  // AWS forgets when a device left after about an hour (API reference, ThingConnectivity); the record does not.
  const seen = certificates.flatMap(({ lastSeenAt }) =>
    lastSeenAt === undefined ? [] : [Date.parse(lastSeenAt)],
  );
  const lastSeen = Math.max(disconnectedAt ?? 0, ...seen);
  return defined({
    thingName,
    connected,
    issued,
    notified,
    disconnectedAt: lastSeen === 0 ? undefined : lastSeen,
  });
}

/**
 * Whether a warning was about the certificate in force. One of the day on which that was proven, or of an earlier day,
 * was about its predecessor.
 */
function isOfItsOwn(notified: string, { certificates }: DeviceRecord, current: string): boolean {
  const provenAt = certificates.find(({ certificateId }) => certificateId === current)?.provenAt;
  return provenAt === undefined || notified > dayOf(provenAt);
}

function dayOf(moment: string): CertDate {
  return formatCertDate(new Date(moment));
}
