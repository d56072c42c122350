import { AwsError, type RequestContext } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import type { PageRules } from '@fleet/paging';
import { invalidParameter, outOfRange } from './errors';
import type { MessageCounts } from './message-repository';
import { checkAttributes, defaultAttributes, withAttributes } from './queue-attributes';
import type { Queue } from './queue-repository';
import { checkRedrive } from './redrive-policy';
import { numberOf, queueArn } from './sqs-parts';
import type { SqsHandlers, SqsParts } from './sqs-parts';
import { existingQueue, queueAt } from './queues';

const queueNamePattern = /^[A-Za-z0-9_-]{1,80}$/;
/** API reference, ListQueues: "If you do not set MaxResults, the response includes a maximum of 1,000 results." */
const pageRules: PageRules = {
  defaultSize: 1_000,
  largestSize: 1_000,
  refuseSize: (asked, largestSize) => outOfRange('MaxResults', asked, 1, largestSize),
  // Guessed: what AWS answers to an invalid token is not published.
  refuseToken: (reason) => invalidParameter(`NextToken is ${reason}.`),
};

export function queueHandlers(parts: SqsParts): SqsHandlers {
  const { store, clock, queues, messages, arrivals, urlOf } = parts;
  const change = (url: string, changed: (queue: Queue) => Partial<Queue>): object =>
    store.transaction(() => {
      const queue = queueAt(queues, url);
      queues.save({ ...queue, modified: clock.nowMillis(), ...changed(queue) });
      return {};
    });
  const urls = (listed: readonly Queue[], context: RequestContext): string[] =>
    listed.map(({ name }) => urlOf(name, context));
  return {
    CreateQueue: ({ QueueName: name, Attributes, tags }, context) => {
      if (!queueNamePattern.test(name)) {
        throw new AwsError(
          'InvalidParameterValue',
          'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
        );
      }
      const asked = strings(Attributes);
      checkAttributes(asked);
      return store.transaction(() => {
        const given = checkRedrive(asked, queueArn(name, context), queues);
        const before = queues.find(name);
        const differs = Object.entries(given).some(([key, value]) => before?.attributes[key] !== value);
        if (before !== undefined && differs) {
          throw new AwsError(
            'QueueNameExists',
            'A queue already exists with the same name and a different value for an attribute',
          );
        }
        const now = clock.nowMillis();
        const attributes = withAttributes(defaultAttributes, given);
        if (before === undefined) {
          queues.save({ name, created: now, modified: now, attributes, tags: strings(tags) });
        }
        return { QueueUrl: urlOf(name, context) };
      });
    },
    DeleteQueue: ({ QueueUrl }) => {
      const { name } = queueAt(queues, QueueUrl);
      queues.delete(name);
      // Waiting receivers get the error that the queue does not exist.
      arrivals.announce(name);
      return {};
    },
    GetQueueUrl: ({ QueueName, QueueOwnerAWSAccountId: owner }, context) => {
      if (owner !== undefined && owner !== context.accountId) {
        throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
      }
      return { QueueUrl: urlOf(existingQueue(queues, QueueName).name, context) };
    },
    ListQueues: ({ QueueNamePrefix: prefix = '', NextToken, MaxResults }, context) => {
      const { items, nextToken } = page({ nextToken: NextToken, maxResults: MaxResults }, pageRules, {
        name: ['queues', prefix],
        key: textKey,
        read: (after, limit) => queues.page(prefix, after, limit),
        keyOf: ({ name }) => name,
      });
      return { QueueUrls: urls(items, context), NextToken: told(nextToken, MaxResults) };
    },
    ListDeadLetterSourceQueues: ({ QueueUrl, NextToken, MaxResults }, context) => {
      const arn = queueArn(queueAt(queues, QueueUrl).name, context);
      const { items, nextToken } = page({ nextToken: NextToken, maxResults: MaxResults }, pageRules, {
        name: ['dead-letter-source-queues', arn],
        key: textKey,
        read: (after, limit) => queues.sourcesOf(arn, after, limit),
        keyOf: ({ name }) => name,
      });
      return { queueUrls: urls(items, context), NextToken: told(nextToken, MaxResults) };
    },
    GetQueueAttributes: ({ QueueUrl, AttributeNames }, context) => {
      const queue = queueAt(queues, QueueUrl);
      const now = clock.nowMillis();
      messages.purge(queue.name, now - numberOf(queue, 'MessageRetentionPeriod') * 1_000);
      const all = { ...queue.attributes, ...derived(queue, messages.counts(queue.name, now), context) };
      const wanted = new Set<string>(AttributeNames ?? []);
      const chosen = Object.entries(all).filter(
        ([name, value]) => value !== '' && (wanted.has('All') || wanted.has(name)),
      );
      return { Attributes: Object.fromEntries(chosen) };
    },
    SetQueueAttributes: ({ QueueUrl, Attributes }, context) => {
      const given = strings(Attributes);
      checkAttributes(given);
      return change(QueueUrl, ({ name, attributes }) => ({
        attributes: withAttributes(attributes, checkRedrive(given, queueArn(name, context), queues)),
      }));
    },
    TagQueue: ({ QueueUrl, Tags }) =>
      change(QueueUrl, ({ tags }) => ({ tags: { ...tags, ...strings(Tags) } })),
    UntagQueue: ({ QueueUrl, TagKeys }) =>
      change(QueueUrl, ({ tags }) => ({
        tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !TagKeys.includes(key))),
      })),
    ListQueueTags: ({ QueueUrl }) => ({ Tags: { ...queueAt(queues, QueueUrl).tags } }),
    PurgeQueue: ({ QueueUrl }) => {
      messages.purge(queueAt(queues, QueueUrl).name, Number.MAX_SAFE_INTEGER);
      return {};
    },
  };
}

/** "You must set MaxResults to receive a value for NextToken" (API reference, ListQueues). */
function told(nextToken: string | undefined, maxResults: number | undefined): string | undefined {
  return maxResults === undefined ? undefined : nextToken;
}

function derived(queue: Queue, { visible, inFlight, delayed }: MessageCounts, context: RequestContext) {
  const seconds = (millis: number): string => String(Math.floor(millis / 1_000));
  return {
    QueueArn: queueArn(queue.name, context),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(queue.created),
    LastModifiedTimestamp: seconds(queue.modified),
  };
}

function strings(given: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const isGiven = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined;
  return Object.fromEntries(Object.entries(given).filter(isGiven));
}
