import type { RequestListener } from 'node:http';
import { defineService, type AwsService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { HttpDeliveries } from './http-deliveries';
import { linkListener } from './link-listener';
import { MailFolder } from './mail-folder';
import { publishHandlers } from './publish-handlers';
import type { SnsParts, SnsTargets } from './sns-parts';
import { subscriptionHandlers } from './subscription-handlers';
import { subscriptionLinks } from './subscription-links';
import { SubscriptionRepository } from './subscription-repository';
import { tagHandlers } from './tag-handlers';
import { topicHandlers } from './topic-handlers';
import { TopicRepository } from './topic-repository';

export { snsResourceTypes } from './resource-types';
export { subscriptionPath } from './subscription-links';
export type { SnsTargets } from './sns-parts';

export interface SnsService {
  readonly service: AwsService;
  /** The policy of a topic, as JSON; `undefined` when it has none of its own. */
  topicPolicy(topicName: string): string | undefined;
  /** Answers the links of subscriptions, below {@link subscriptionPath}. */
  readonly links: RequestListener;
  /** Sends to URLs what waits for them; to be called once they can be reached. */
  start(): void;
  /** Ends the deliveries under way; what was not taken stays for the next start. */
  close(): Promise<void>;
}

/** Mails that stay in their folder. */
const mailsKept = 1_000;

/** Amazon Simple Notification Service: standard topics, with queues, functions, URLs and mail as subscribers. */
export function createSnsService(options: {
  store: Store;
  clock: Clock;
  targets: SnsTargets;
  /** Where mails are put. */
  mailDirectory: string;
  /** URL of the AWS APIs; known once they listen. */
  url: () => string;
  /** Told of a delivery that failed. */
  onProblem: (message: string, error: unknown) => void;
}): SnsService {
  const { store, mailDirectory, url } = options;
  const http = new HttpDeliveries(options);
  const parts: SnsParts = {
    ...options,
    topics: new TopicRepository(store),
    subscriptions: new SubscriptionRepository(store),
    http,
    mails: new MailFolder(mailDirectory, mailsKept),
    links: subscriptionLinks(url),
  };
  return {
    service: defineService({
      scope: 'sns',
      sdk: () => import('@aws-sdk/client-sns'),
      accepts: acceptedInput,
      authorization: {
        reference: authorizationReference,
        resources: actionResources,
        tags: (arn) => parts.topics.find(arn.slice(arn.lastIndexOf(':') + 1))?.tags,
      },
      handlers: {
        ...topicHandlers(parts),
        ...subscriptionHandlers(parts),
        ...publishHandlers(parts),
        ...tagHandlers(parts),
      },
    }),
    topicPolicy: (topicName) => {
      const policy = parts.topics.find(topicName)?.attributes['Policy'];
      return policy === '' ? undefined : policy;
    },
    links: linkListener(parts),
    start: () => http.run(),
    close: () => http.close(),
  };
}
