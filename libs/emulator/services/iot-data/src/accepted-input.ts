import type { AcceptedInput } from '@fleet/aws-wire';

/** What the handlers do with their input; everything else is refused. */
export const acceptedInput: AcceptedInput = {
  used: {
    DeleteConnection: 'clientId cleanSession preventWillMessage',
    GetRetainedMessage: 'topic',
    ListRetainedMessages: 'nextToken maxResults',
    Publish: 'topic qos retain payload',
  },
  harmless: [],
};
