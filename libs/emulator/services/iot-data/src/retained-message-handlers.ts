import { AwsError } from '@fleet/aws-wire';
import type { IotDataHandlers, IotDataParts } from './iot-data-parts';
import { decodePageToken, encodePageToken } from './page-token';

/** Retained messages on a page when the caller does not say how many (API reference, ListRetainedMessages). */
const pageSize = 200;

/** The operations on retained messages. */
export function retainedMessageHandlers({ retained }: IotDataParts): IotDataHandlers {
  return {
    GetRetainedMessage: ({ topic }) => {
      const message = retained.get(topic);
      if (!message) {
        throw new AwsError('ResourceNotFoundException', `There is no retained message on topic ${topic}.`);
      }
      const { payload, qos, modifiedMillis: lastModifiedTime } = message;
      return { topic, payload, qos, lastModifiedTime };
    },
    ListRetainedMessages: ({ nextToken, maxResults }) => {
      const count = Math.min(maxResults ?? pageSize, pageSize);
      const messages = retained.list(decodePageToken(nextToken), count);
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
  };
}
