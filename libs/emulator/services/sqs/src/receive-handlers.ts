import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Parsed, RequestContext } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import { checkRange } from './errors';
import { attributeMembers, attributesAskedFor, bodyDigest } from './message-attributes';
import type { QueueMessage } from './message-repository';
import { redriveTarget } from './redrive-policy';
import { numberOf, queueArn } from './sqs-parts';
import type { SqsHandlers, SqsParts } from './sqs-parts';
import { queueAt } from './queues';

const largestReceive = 10;
const longestWaitSeconds = 20;
const longestVisibilitySeconds = 43_200;

/** ReceiveMessage, with long polling: it waits for what is sent, or becomes visible, before its time is over. */
export function receiveHandlers(parts: SqsParts): SqsHandlers {
  const { clock, messages, arrivals, queues } = parts;
  return {
    ReceiveMessage: async (input, context) => {
      const queue = queueAt(queues, input.QueueUrl);
      const wait = checkRange(
        'WaitTimeSeconds',
        input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds'),
        0,
        longestWaitSeconds,
      );
      const until = clock.nowMillis() + wait * 1_000;
      // A client that is gone must not take a message along: it would be hidden from everybody else.
      while (!context.disconnected.aborted) {
        const Messages = take(parts, input, context);
        if (Messages.length > 0) {
          return { Messages };
        }
        const now = clock.nowMillis();
        if (now >= until || arrivals.closed) {
          break;
        }
        const next = messages.nextVisible(queue.name, now) ?? until;
        await arrivals.next(queue.name, Math.min(until, next), context.disconnected);
        await loopTurn();
      }
      return {};
    },
  };
}

/** A turn of the event loop: that a client has hung up may be on its way when others wake its request. */
async function loopTurn(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

/** Receives what is visible now. */
function take(parts: SqsParts, input: Parsed<ReceiveMessageCommandInput>, context: RequestContext) {
  const limit = checkRange('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, largestReceive);
  const { store, clock, messages, queues } = parts;
  return store.transaction(() => {
    const queue = queueAt(queues, input.QueueUrl);
    const hidden = checkRange(
      'VisibilityTimeout',
      input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout'),
      0,
      longestVisibilitySeconds,
    );
    const now = clock.nowMillis();
    messages.purge(queue.name, now - numberOf(queue, 'MessageRetentionPeriod') * 1_000);
    const target = redriveTarget(queue, parts.queues);
    const source = { name: queue.name, arn: queueArn(queue.name, context) };
    if (target !== undefined && messages.redrive(source, target, now) > 0) {
      parts.arrivals.announce(target.queue);
    }
    return messages.receivable(queue.name, now, limit).map((message) => {
      const receipt = randomUUID();
      messages.receive(message.id, receipt, now, now + hidden * 1_000);
      const received = {
        ...message,
        received: message.received + 1,
        firstReceived: message.firstReceived ?? now,
      };
      return describe(received, receipt, input);
    });
  });
}

function describe(message: QueueMessage, receipt: string, asked: Parsed<ReceiveMessageCommandInput>) {
  const Attributes = systemAttributes(message, [
    // oxlint-disable-next-line typescript/no-deprecated -- older clients ask in this way
    ...(asked.AttributeNames ?? []),
    ...(asked.MessageSystemAttributeNames ?? []),
  ]);
  return {
    MessageId: message.id,
    ReceiptHandle: receipt,
    Body: message.body,
    MD5OfBody: bodyDigest(message.body),
    Attributes: Object.keys(Attributes).length > 0 ? Attributes : undefined,
    ...attributeMembers(attributesAskedFor(message.attributes, asked.MessageAttributeNames ?? [])),
  };
}

function systemAttributes(message: QueueMessage, names: readonly string[]): Record<string, string> {
  const all = defined({
    SenderId: message.sender,
    SentTimestamp: String(message.sent),
    ApproximateReceiveCount: String(message.received),
    ApproximateFirstReceiveTimestamp: String(message.firstReceived ?? message.sent),
    DeadLetterQueueSourceArn: message.deadLetterSource,
  });
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name)),
  );
}
