import type { Consistency } from '@fleet/consistency';
import type { BrokerTiming } from '@fleet/mqtt-broker';
import { propagationDelays, shareOfDoubledEvents } from './propagation-delays';

/** When the broker tells of its clients, and from when on it answers them. */
export function brokerTiming(consistency: Consistency): BrokerTiming | undefined {
  if (consistency.isStrong) {
    return undefined;
  }
  const events = consistency.delays('lifecycle event', propagationDelays.lifecycleEvent);
  const doubled = consistency.chance('doubled lifecycle event', shareOfDoubledEvents);
  const subscriptions = consistency.delays('subscription', propagationDelays.subscription);
  const errors = consistency.delays('event time stamp', propagationDelays.eventTimestamp);
  let event = 0;
  let stamp = 0;
  let subscription = 0;
  return {
    lifecycleEvent: () => {
      event += 1;
      const first = events.millisOf(event, 'first');
      return doubled.happens() ? [first, events.millisOf(event, 'second')] : [first];
    },
    timestampError: () => {
      stamp += 1;
      return errors.millisOf(stamp, 'event');
    },
    subscription: () => {
      subscription += 1;
      return subscriptions.millisOf(subscription, 'device');
    },
  };
}
