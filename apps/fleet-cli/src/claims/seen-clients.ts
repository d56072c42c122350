import {
  FilterLogEventsCommand,
  ResourceNotFoundException,
  type CloudWatchLogsClient,
  type FilterLogEventsCommandInput,
  type FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';

/** Which clients have connected with a certificate, as far as somebody has written that down. */
export interface SeenClients {
  /** Client ids, each as often as it was seen. */
  clientIds(certificateId: string, since: Date): AsyncIterable<string>;
}

/** A line of the proof handler, which is called for each presence event but those of `claim:` client ids. */
const line = z.object({
  source: z.literal('proof'),
  principal: z.string(),
  serial: z.string().optional(),
  clientId: z.string().optional(),
});

/** From the log of the proof handler. Needs `logs:FilterLogEvents` on its log group. */
export function seenInLog(logs: CloudWatchLogsClient, proofHandler: string): SeenClients {
  return {
    async *clientIds(certificateId, since) {
      let nextToken: string | undefined;
      do {
        const page = await events(logs, {
          logGroupName: `/aws/lambda/${proofHandler}`,
          startTime: since.getTime(),
          filterPattern: `"${certificateId}"`,
          nextToken,
        });
        for (const { message = '' } of page.events ?? []) {
          const clientId = clientIn(message, certificateId);
          if (clientId !== undefined) {
            yield clientId;
          }
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    },
  };
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
