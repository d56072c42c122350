import { thingAttributes } from '@fleet/fleet-contract';
import type { FoundThing } from '../find/found-thing';
import { standingOf } from './standing';
import type { SweepContext, SweepDay } from './sweep-context';

export type CutOff =
  | { readonly outcome: 'deactivated'; readonly certificateId: string }
  | { readonly outcome: 'inactive-already' }
  | {
      readonly outcome: 'spared';
      readonly because:
        /** The registry says otherwise than the index, which is behind. */
        | 'not-expired'
        | 'no-thing'
        /** Nothing on record says which of its certificates is in force: adopt the device, or look at it. */
        | 'no-current-certificate';
    };

/**
 * Makes the certificate in force inactive, after a second look at the registry: the index is some seconds behind, and
 * a device may have rotated meanwhile. Only that certificate: a successor that waits to be proven lets the device
 * come back.
 */
export async function cutOff(context: SweepContext, found: FoundThing, day: SweepDay): Promise<CutOff> {
  const { thingName } = found;
  const [thing, record] = await Promise.all([context.iot.thing(thingName), context.registry.find(thingName)]);
  if (thing === undefined) return { outcome: 'spared', because: 'no-thing' };
  const { [thingAttributes.certIssuance]: issued, [thingAttributes.rotationNotified]: notified } =
    thing.attributes;
  const { issued: _issued, notified: _notified, ...connection } = found;
  const now: FoundThing = {
    ...connection,
    ...(issued === undefined ? {} : { issued }),
    ...(notified === undefined ? {} : { notified }),
  };
  if (standingOf(now, context, day).kind !== 'expired') return { outcome: 'spared', because: 'not-expired' };
  const certificateId = record?.current;
  if (certificateId === undefined) return { outcome: 'spared', because: 'no-current-certificate' };
  const wasActive = await context.iot.deactivate(certificateId);
  return wasActive ? { outcome: 'deactivated', certificateId } : { outcome: 'inactive-already' };
}
