import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AwsError, defineService } from '@fleet/aws-wire';
import type { AwsService } from '@fleet/aws-wire';
import type { Broker } from '@fleet/mqtt-broker';
import { MessageRefusedError } from '@fleet/mqtt-broker';
import { decodePageToken, encodePageToken } from './page-token';

/** Retained messages on a page when the caller does not say how many (API reference, ListRetainedMessages). */
const pageSize = 200;

/**
 * AWS IoT's data plane: publishing, and retained messages. Device shadows are not part of this cloud; their
 * operations answer NotImplementedException.
 */
export function iotDataService(broker: Pick<Broker, 'publish' | 'retained'>): AwsService {
  return defineService({
    scope: 'iotdata',
    sdk: () => import('@aws-sdk/client-iot-data-plane'),
    handlers: {
      Publish: async ({ topic, payload, qos, retain }) => {
        const message = { topic, payload: await bytesOf(payload), qos: qosOf(qos), retain: retain ?? false };
        await publish(broker, message);
        return {};
      },
      GetRetainedMessage: ({ topic }) => {
        const message = broker.retained.get(topic);
        if (!message) {
          throw new AwsError('ResourceNotFoundException', `There is no retained message on topic ${topic}.`);
        }
        const { payload, qos, modifiedMillis: lastModifiedTime } = message;
        return { topic, payload, qos, lastModifiedTime };
      },
      ListRetainedMessages: ({ nextToken, maxResults }) => {
        const count = Math.min(maxResults ?? pageSize, pageSize);
        const messages = broker.retained.list(decodePageToken(nextToken), count);
        const last = messages.length === count ? messages.at(-1) : undefined;
        return {
          retainedTopics: messages.map(({ topic, payload, qos, modifiedMillis }) => ({
            topic,
            payloadSize: payload.length,
            qos,
            lastModifiedTime: modifiedMillis,
          })),
          nextToken: last && encodePageToken(last.topic),
        };
      },
    },
  });
}

async function publish(
  broker: Pick<Broker, 'publish'>,
  message: Parameters<Broker['publish']>[0],
): Promise<void> {
  try {
    await broker.publish(message);
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
