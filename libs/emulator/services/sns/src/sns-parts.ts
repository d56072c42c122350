import type * as Sns from '@aws-sdk/client-sns';
import type { ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { HttpDeliveries } from './http-deliveries';
import type { MailFolder } from './mail-folder';
import type { SubscriptionLinks } from './subscription-links';
import type { SubscriptionRepository } from './subscription-repository';
import type { TopicRepository } from './topic-repository';

export type SnsHandlers = ServiceHandlers<typeof Sns>;

/** An attribute of a message, as a queue gets it. */
export interface DeliveredAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** What SNS needs of other services. Each call resolves when the service has taken the message over. */
export interface SnsTargets {
  /** The queue's policy has to allow it on behalf of the topic. */
  queue(
    delivery: { readonly queueArn: string; readonly topicArn: string },
    body: string,
    attributes: Readonly<Record<string, DeliveredAttribute>>,
  ): Promise<void>;
  /** @param topicArn on whose behalf: the function's policy has to allow it */
  function(functionArn: string, event: string, topicArn: string): Promise<void>;
}

/** What the operations of SNS work with. */
export interface SnsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly topics: TopicRepository;
  readonly subscriptions: SubscriptionRepository;
  readonly targets: SnsTargets;
  readonly http: HttpDeliveries;
  readonly mails: MailFolder;
  readonly links: SubscriptionLinks;
  /** Told of a delivery that failed. */
  readonly onProblem: (message: string, error: unknown) => void;
}
