import { AwsError } from '@fleet/aws-wire';
import { readInput } from '@fleet/input-fault';
import * as z from 'zod';
import { attributeIn } from './queue-attributes';
import type { Queue, QueueRepository } from './queue-repository';

/** AWS takes the number as text as well: the CLI and older templates give it so. */
const redrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string().regex(/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/),
  maxReceiveCount: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .pipe(z.int().min(1).max(1_000)),
});

const redriveAllowPolicy = z.discriminatedUnion('redrivePermission', [
  z.strictObject({ redrivePermission: z.enum(['allowAll', 'denyAll']) }),
  z.strictObject({
    redrivePermission: z.literal('byQueue'),
    sourceQueueArns: z.array(z.string()).min(1).max(10),
  }),
]);

/**
 * Checks what attributes say of dead letters; an empty policy takes one away.
 * @param source ARN of the queue that gets the attributes
 * @returns the attributes with their policies in one spelling
 * @throws AwsError InvalidAttributeValue
 */
export function checkRedrive(
  given: Readonly<Record<string, string>>,
  source: string,
  queues: QueueRepository,
): Record<string, string> {
  const policy = attributeIn(given, 'RedrivePolicy');
  const allow = attributeIn(given, 'RedriveAllowPolicy');
  const checked: Record<string, string> = { ...given };
  if (policy !== undefined) {
    const parsed = parse('RedrivePolicy', policy, redrivePolicy);
    const { deadLetterTargetArn: target } = parsed;
    const sameAccount = target.slice(0, target.lastIndexOf(':')) === source.slice(0, source.lastIndexOf(':'));
    const queue = sameAccount ? queues.find(nameIn(target)) : undefined;
    if (queue === undefined || target === source) {
      throw refused('RedrivePolicy', policy, 'Dead letter target does not exist.');
    }
    if (!admits(queue, source)) {
      throw refused(
        'RedrivePolicy',
        policy,
        'Queue does not have permission to access the dead letter queue.',
      );
    }
    checked['RedrivePolicy'] = JSON.stringify(parsed);
  }
  if (allow !== undefined) {
    checked['RedriveAllowPolicy'] = JSON.stringify(parse('RedriveAllowPolicy', allow, redriveAllowPolicy));
  }
  return checked;
}

/** Where messages of a queue go that were received too often; nowhere when that queue is gone. */
export function redriveTarget(
  queue: Queue,
  queues: QueueRepository,
): { queue: string; maxReceiveCount: number } | undefined {
  const policy = attributeIn(queue.attributes, 'RedrivePolicy');
  if (policy === undefined) {
    return undefined;
  }
  const { deadLetterTargetArn, maxReceiveCount } = redrivePolicy.parse(JSON.parse(policy));
  const target = queues.find(nameIn(deadLetterTargetArn));
  return target && { queue: target.name, maxReceiveCount };
}

/** Whether a dead-letter queue takes the messages of a queue. */
function admits(deadLetterQueue: Queue, source: string): boolean {
  const policy = attributeIn(deadLetterQueue.attributes, 'RedriveAllowPolicy');
  if (policy === undefined) {
    return true;
  }
  const allow = redriveAllowPolicy.parse(JSON.parse(policy));
  if (allow.redrivePermission === 'byQueue') {
    return allow.sourceQueueArns.includes(source);
  }
  return allow.redrivePermission === 'allowAll';
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

function parse<Policy>(attribute: string, text: string, schema: z.ZodType<Policy>): Policy {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw refused(attribute, text, 'It is not a JSON object.');
  }
  return readInput(schema, policy, (fault) => refused(attribute, text, `${fault}.`), 'The policy');
}

function refused(attribute: string, value: string, reason: string): AwsError {
  return new AwsError(
    'InvalidAttributeValue',
    `Value ${value} for parameter ${attribute} is invalid. Reason: ${reason}`,
  );
}
