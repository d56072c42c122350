import type { BrokerLimits } from '../limits';
import { withoutBasicIngestPrefix } from './reserved-topic';

/** Says which limit a topic or filter breaks, or undefined. Reserved prefixes of Basic Ingest do not count. */
export function brokenTopicLimit(topic: string, limits: BrokerLimits): string | undefined {
  const counted = withoutBasicIngestPrefix(topic);
  const bytes = Buffer.byteLength(counted);
  if (bytes > limits.topicBytes) {
    return `topic of ${bytes} bytes, at most ${limits.topicBytes} are allowed`;
  }
  const slashes = counted.split('/').length - 1;
  if (slashes > limits.topicSlashes) {
    return `topic with ${slashes} slashes, at most ${limits.topicSlashes} are allowed`;
  }
  return undefined;
}
