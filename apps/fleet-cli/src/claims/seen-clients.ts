import {
  FilterLogEventsCommand,
  ResourceNotFoundException,
  type CloudWatchLogsClient,
  type FilterLogEventsCommandInput,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';

/** A device has carried a connection with a certificate, in the words of the proof handler. */
export interface SeenProof {
  readonly serial: string;
  readonly certificateId: string;
  readonly decision: string;
  readonly reason: string;
  readonly at: Date;
}

/** Which clients have connected with a certificate, as far as somebody has written that down. */
export interface SeenClients {
  /** Client ids, each as often as it was seen. */
  clientIds(certificateId: string, since: Date): AsyncIterable<string>;
  /** What the proof handler has decided on, the oldest first within a page. */
  proofs(since: Date): AsyncIterable<SeenProof>;
}

/** A line of the proof handler, which is called for each presence event but those of `claim:` client ids. */
const line = z.object({
  source: z.literal('proof'),
  principal: z.string(),
  decision: z.string().default(''),
  reason: z.string().default(''),
  serial: z.string().optional(),
  clientId: z.string().optional(),
});

/** From the log of the proof handler. Needs `logs:FilterLogEvents` on its log group. */
export function seenInLog(logs: CloudWatchLogsClient, proofHandler: string): SeenClients {
  const logGroupName = `/aws/lambda/${proofHandler}`;
  return {
    async *clientIds(certificateId, since) {
      const filter = { logGroupName, startTime: since.getTime(), filterPattern: `"${certificateId}"` };
      for await (const { message } of allEvents(logs, filter)) {
        const clientId = clientIn(message, certificateId);
        if (clientId !== undefined) {
          yield clientId;
        }
      }
    },
    async *proofs(since) {
      const filter = { logGroupName, startTime: since.getTime(), filterPattern: '"proof"' };
      for await (const { message, timestamp } of allEvents(logs, filter)) {
        const proof = proofIn(message, timestamp);
        if (proof !== undefined) {
          yield proof;
        }
      }
    },
  };
}

async function* allEvents(
  logs: CloudWatchLogsClient,
  filter: FilterLogEventsCommandInput,
): AsyncGenerator<{ readonly message: string; readonly timestamp: number }> {
  let nextToken: string | undefined;
  do {
    const page = await events(logs, { ...filter, nextToken });
    for (const { message = '', timestamp = 0 } of page.events ?? []) {
      yield { message, timestamp };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/** A function that was never called has no log group yet where nobody has made it one. */
async function events(
  logs: CloudWatchLogsClient,
  input: FilterLogEventsCommandInput,
): Promise<Pick<FilterLogEventsCommandOutput, 'events' | 'nextToken'>> {
  try {
    return await logs.send(new FilterLogEventsCommand(input));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return {};
    }
    throw error;
  }
}

/** Lambda's own lines stand between those of the function. */
function clientIn(message: string, certificateId: string): string | undefined {
  const read = line.safeParse(parseJson(message));
  if (!read.success || read.data.principal !== certificateId) {
    return undefined;
  }
  return read.data.serial ?? read.data.clientId;
}

function proofIn(message: string, timestamp: number): SeenProof | undefined {
  const read = line.safeParse(parseJson(message));
  if (!read.success || read.data.serial === undefined) {
    return undefined;
  }
  const { principal: certificateId, serial, decision, reason } = read.data;
  return { serial, certificateId, decision, reason, at: new Date(timestamp) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
