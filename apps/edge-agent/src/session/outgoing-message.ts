import { defined } from '@fleet/optional-members';
import { faultOfTopicName } from '@fleet/program-topics';
import * as z from 'zod/mini';

/** AWS IoT Core takes so many bytes of payload [service quotas, message broker]. */
const mostPayloadBytes = 128 * 1024;
const topic = z.string().check(z.refine((text) => faultOfTopicName(text) === undefined));

/** By which a program finds its message again in `published` and `dropped`. */
const messageId = z.union([z.string().check(z.maxLength(128)), z.int()]);

const outgoingMessage = z.object({
  topic,
  payload: z.string().check(z.refine((text) => Buffer.byteLength(text) <= mostPayloadBytes)),
  id: z.optional(messageId),
});

/** A message of the device's own programs, within the limits of AWS IoT Core. */
export type OutgoingMessage = z.infer<typeof outgoingMessage>;

export interface MessageName {
  readonly topic: string;
  readonly id?: string | number;
}

/** What a line that is no message may have of one's name. */
const legalTopic = z.object({ topic });
const legalId = z.object({ id: messageId });

/** A line that is no message. What it is called is there as far as that is legal. */
export class NoMessageError extends Error {
  override readonly name = 'NoMessageError';

  constructor(readonly called: Partial<MessageName>) {
    super(
      'the line is not {"topic":"...","payload":"...","id":...} with a topic of at most 256 bytes and 7 slashes, ' +
        'a payload of at most 131,072 bytes, and an id that is a text of at most 128 characters, a whole number, or absent',
    );
  }
}

/** @throws NoMessageError */
export function parseOutgoingMessage(line: string): OutgoingMessage {
  const json = parseJson(line);
  const parsed = outgoingMessage.safeParse(json);
  if (!parsed.success) {
    throw new NoMessageError({ ...legalTopic.safeParse(json).data, ...legalId.safeParse(json).data });
  }
  return parsed.data;
}

/** How events name it. */
export function nameOf({ topic, id }: OutgoingMessage): MessageName {
  return defined({ topic, id });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
