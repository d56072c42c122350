import { hasAnswers, takesRequests } from './aws-topics';
import {
  isLocal,
  localStatusTopic,
  notForPublishers,
  notForSubscribers,
  reachesProofRule,
  type ReservedFilter,
} from './reserved-topics';
import { filterCovers, filterSelects, filtersOverlap } from './topic-filter';
import { faultOfTopicName, isTopicFilter } from './topic-limits';

/** Filters of what a program may use; `{thing}` stands for the device's own name. */
export interface ProgramAllowance {
  readonly publish?: readonly string[] | undefined;
  readonly subscribe?: readonly string[] | undefined;
}

export interface Refusal {
  /** Whether that is no topic at all, or one that is not this program's to use. */
  readonly kind: 'malformed' | 'forbidden' | 'shared';
  /** A sentence. */
  readonly why: string;
}

/** What the production policy allows every device in both of its modes. */
const ownTopics: readonly string[] = ['cmd/{thing}/#', 'dt/{thing}/#', '$aws/things/{thing}/#'];

/** What one program of the device may do. An allowance can widen it, and never to what is the agent's. */
export class ProgramRules {
  private readonly publishable: readonly string[];
  private readonly subscribable: readonly string[];
  private readonly reservedFromPublishers: readonly ReservedFilter[];
  private readonly reservedFromSubscribers: readonly ReservedFilter[];

  constructor(
    private readonly thingName: string,
    { publish = ownTopics, subscribe = ownTopics }: ProgramAllowance,
  ) {
    const own = (filter: string): string => filter.replaceAll('{thing}', thingName);
    this.publishable = publish.map(own);
    this.subscribable = subscribe.map(own);
    this.reservedFromPublishers = notForPublishers(thingName);
    this.reservedFromSubscribers = notForSubscribers(thingName);
  }

  /** @returns why no message of the program, its will included, may go to the topic; `undefined` where it may */
  refusePublish(topic: string): Refusal | undefined {
    const fault = faultOfTopicName(topic);
    if (fault !== undefined) {
      return { kind: 'malformed', why: `${fault}.` };
    }
    if (isLocal(topic)) {
      return forbidden('topics below $local are the agent’s own');
    }
    const reserved = this.reservedFromPublishers.find(({ filter }) => filtersOverlap(filter, topic));
    if (reserved !== undefined || reachesProofRule(topic)) {
      return forbidden(reserved?.why ?? 'the agent alone speaks of its certificates');
    }
    if (topic.startsWith('$') && !takesRequests(this.thingName, topic)) {
      return forbidden('AWS IoT takes nothing there, and may end the connection');
    }
    return this.publishable.some((filter) => filterSelects(filter, topic))
      ? undefined
      : forbidden(`it is none of ${listOf(this.publishable)}`);
  }

  /** @returns why the program may not subscribe to the filter; `undefined` where it may */
  refuseSubscribe(filter: string): Refusal | undefined {
    if (filter === '$share' || filter.startsWith('$share/')) {
      return { kind: 'shared', why: 'shared subscriptions are not available on the device.' };
    }
    if (!isTopicFilter(filter)) {
      return { kind: 'malformed', why: 'it is no topic filter with at most 256 bytes and 7 slashes.' };
    }
    if (isLocal(filter)) {
      return filterSelects(filter, localStatusTopic) ? undefined : forbidden('there is nothing on it');
    }
    const reserved = this.reservedFromSubscribers.find((each) => filtersOverlap(each.filter, filter));
    if (reserved !== undefined) {
      return forbidden(`it includes ${reserved.filter}: ${reserved.why}`);
    }
    if (filter.startsWith('$') && !hasAnswers(this.thingName, filter)) {
      return forbidden('AWS IoT has nothing there, and may end the connection');
    }
    return this.subscribable.some((wide) => filterCovers(wide, filter))
      ? undefined
      : forbidden(`it is not within ${listOf(this.subscribable)}`);
  }
}

function forbidden(why: string): Refusal {
  return { kind: 'forbidden', why: `${why}.` };
}

function listOf(filters: readonly string[]): string {
  return filters.length === 0 ? 'the topics of this program, which has none' : filters.join(', ');
}
