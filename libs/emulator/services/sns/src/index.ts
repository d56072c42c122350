import { defineService, type AwsService } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { acceptedInput } from './accepted-input';
import { actionResources } from './action-resources';
import { authorizationReference } from './authorization-reference';
import { publishHandlers } from './publish-handlers';
import type { SnsParts, SnsTargets } from './sns-parts';
import { subscriptionHandlers } from './subscription-handlers';
import { SubscriptionRepository } from './subscription-repository';
import { tagHandlers } from './tag-handlers';
import { topicHandlers } from './topic-handlers';
import { TopicRepository } from './topic-repository';

export { snsResourceTypes } from './resource-types';
export type { SnsTargets } from './sns-parts';

export interface SnsService {
  readonly service: AwsService;
  /** The policy of a topic, as JSON; `undefined` when it has none of its own. */
  topicPolicy(topicName: string): string | undefined;
}

/** Amazon Simple Notification Service: standard topics, with queues and functions as subscribers. */
export function createSnsService(options: {
  store: Store;
  clock: Clock;
  targets: SnsTargets;
  /** Told of a delivery that failed. */
  onProblem: (message: string, error: unknown) => void;
}): SnsService {
  const { store } = options;
  const parts: SnsParts = {
    ...options,
    topics: new TopicRepository(store),
    subscriptions: new SubscriptionRepository(store),
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
  };
}
