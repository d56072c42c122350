import type { Delivery } from './program-writer';
import { filterSelects } from '@fleet/program-topics';

/** The last state of what the agent itself tells its programs. It never leaves the device. */
export class LocalTopics {
  private readonly latest = new Map<string, Buffer>();

  /** @returns the message where it says something new */
  set(topic: string, value: unknown): Delivery | undefined {
    const payload = Buffer.from(JSON.stringify(value));
    if (this.latest.get(topic)?.equals(payload) === true) {
      return undefined;
    }
    this.latest.set(topic, payload);
    return { topic, payload, qos: 1, retain: true };
  }

  /** What a new subscriber of the filter gets at once. */
  retained(filter: string): Delivery[] {
    return [...this.latest]
      .filter(([topic]) => filterSelects(filter, topic))
      .map(([topic, payload]) => ({ topic, payload, qos: 1, retain: true }));
  }
}
