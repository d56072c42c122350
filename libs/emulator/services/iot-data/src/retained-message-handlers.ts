import { AwsError } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import type { PageRules } from '@fleet/paging';
import type { IotDataHandlers, IotDataParts } from './iot-data-parts';

/** API reference, ListRetainedMessages: `maxResults` is at most 200. */
const pageRules: PageRules = {
  defaultSize: 200,
  largestSize: 200,
  clampsSize: true,
  refuseSize: (asked) => invalidRequest(`maxResults is ${asked}: use 1 to 200.`),
  refuseToken: (reason, options) => invalidRequest(`The next token is ${reason}.`, options),
};

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
      const found = page({ nextToken, maxResults }, pageRules, {
        name: ['retained-messages'],
        key: textKey,
        read: (after, limit) => retained.list(after, limit),
        keyOf: ({ topic }) => topic,
      });
      return {
        retainedTopics: found.items.map(({ topic, payload, qos, modifiedMillis }) => ({
          topic,
          payloadSize: payload.length,
          qos,
          lastModifiedTime: modifiedMillis,
        })),
        nextToken: found.nextToken,
      };
    },
  };
}

function invalidRequest(message: string, options?: ErrorOptions): AwsError {
  return new AwsError('InvalidRequestException', message, options);
}
