import type { DeviceConnection } from '../connect/device-connection';
import { filterSelects } from '../topics/topic-filter';

/** When an answer of the provisioning API reaches the connection that asked for it. */
export interface AnswerReach {
  /**
   * Asked when the request comes.
   * @returns milliseconds since the epoch; `undefined` for never
   */
  from(connection: DeviceConnection, topic: string): number | undefined;
  /** Does it at that time, or at once. */
  at(millis: number, work: () => void): void;
}

/**
 * From when on a subscription of the connection gets this answer. One that was resumed with its session does already;
 * who does not wait for the SUBACK of another one, or has none, gets no answer.
 */
export function reachedFrom(
  { subscriptions, answered, bytesRead }: DeviceConnection,
  topic: string,
): number | undefined {
  const times = [...subscriptions.keys()]
    .filter((filter) => filterSelects(filter, topic))
    .flatMap((filter) => {
      const subscription = answered.get(filter);
      if (subscription === undefined) {
        return 0;
      }
      return subscription !== 'not yet' && subscription.bytesRead < bytesRead ? subscription.from : [];
    });
  return times.length === 0 ? undefined : Math.min(...times);
}
