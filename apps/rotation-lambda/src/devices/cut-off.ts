import { awaitsProof, awaitsAmends } from '@fleet/certificate-lifecycle';
import { thingAttributes } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import type { FoundThing } from '../find/found-thing';
import { standingOf, type FoundDevice } from './standing';
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
        /** A successor is on its way, or was proven a moment ago. */
        | 'renewing'
        | 'no-thing'
        /** Nothing on record says which of its certificates is in force: adopt the device, or look at it. */
        | 'no-current-certificate';
    };

export type SparedBecause = Extract<CutOff, { outcome: 'spared' }>['because'];

/**
 * Makes the certificate in force inactive, after a second look: the index is behind, and a device may have rotated
 * since. The record was read before the thing is: what the thing says of dates can only be newer than what the record
 * says of certificates. Only the certificate in force goes: a successor that waits to be proven lets the device come
 * back.
 */
export async function cutOff(context: SweepContext, device: FoundDevice, day: SweepDay): Promise<CutOff> {
  const { record } = device;
  if (record?.current === undefined) {
    return { outcome: 'spared', because: 'no-current-certificate' };
  }
  if (awaitsAmends(record)) {
    return { outcome: 'spared', because: 'renewing' };
  }
  const thing = await lookedAtAgain(context, device.thing);
  if (thing === undefined) {
    return { outcome: 'spared', because: 'no-thing' };
  }
  const standing = standingOf({ thing, record }, context, day).kind;
  if (standing !== 'expired') {
    return { outcome: 'spared', because: standing === 'valid' ? 'rotated' : 'not-expired' };
  }
  const certificateId = record.current;
  const wasActive = await context.iot.deactivate(certificateId);
  const outcome = wasActive ? 'deactivated' : 'inactive-already';
  return { outcome, certificateId, mayListen: awaitsProof(record), isConnected: thing.connected };
}

/** The thing as the registry has it now. */
async function lookedAtAgain(
  { iot }: SweepContext,
  { thingName }: FoundThing,
): Promise<FoundThing | undefined> {
  const [thing, connected] = await Promise.all([iot.thing(thingName), iot.isConnected(thingName)]);
  if (thing === undefined) {
    return undefined;
  }
  const { [thingAttributes.certIssuance]: issued, [thingAttributes.rotationNotified]: notified } =
    thing.attributes;
  return defined({ thingName, connected, issued, notified });
}
