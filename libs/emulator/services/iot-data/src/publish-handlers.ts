import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AwsError } from '@fleet/aws-wire';
import { MessageRefusedError } from '@fleet/mqtt-broker';
import type { IotDataHandlers, IotDataParts, PublishedMessage } from './iot-data-parts';

/** The operation that publishes a message. */
export function publishHandlers(parts: IotDataParts): IotDataHandlers {
  return {
    Publish: async ({ topic, payload, qos, retain }) => {
      checkNotReserved(topic);
      const message = { topic, payload: await bytesOf(payload), qos: qosOf(qos), retain: retain ?? false };
      await publish(parts, message);
      return {};
    },
  };
}

/**
 * Measured: a publish over HTTPS to a topic that begins with "$" is refused, tried with `$aws/events/…`
 * (ministackorg/ministack#1755). Guessed: so is Basic Ingest, of which the developer guide does not say that it can be
 * reached over HTTPS (iot-basic-ingest), and so is the text.
 */
function checkNotReserved(topic: string | undefined): void {
  if (topic?.startsWith('$')) {
    throw new AwsError('InvalidRequestException', `Topic ${topic} is reserved: it begins with "$".`);
  }
}

async function publish(parts: IotDataParts, message: PublishedMessage): Promise<void> {
  try {
    await parts.publish(message);
  } catch (error) {
    if (!(error instanceof MessageRefusedError)) {
      throw error;
    }
    throw new AwsError('InvalidRequestException', error.message, { cause: error });
  }
}

/** The wire hands a payload over whole or as a stream, by its size. */
async function bytesOf(payload: Readable | Uint8Array | undefined): Promise<Buffer> {
  if (payload === undefined) {
    return Buffer.alloc(0);
  }
  return payload instanceof Uint8Array ? Buffer.from(payload) : buffer(payload);
}

function qosOf(qos: number | undefined): 0 | 1 {
  if (qos === undefined || qos === 0) {
    return 0;
  }
  if (qos === 1) {
    return 1;
  }
  throw new AwsError('InvalidRequestException', `QoS ${qos} is not supported: use 0 or 1.`);
}
