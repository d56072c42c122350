import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { logEvents, parseJson } from '../fleet/log-events';

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
      for await (const { message } of logEvents(logs, filter)) {
        const clientId = clientIn(message, certificateId);
        if (clientId !== undefined) {
          yield clientId;
        }
      }
    },
    async *proofs(since) {
      const filter = { logGroupName, startTime: since.getTime(), filterPattern: '"proof"' };
      for await (const { message, timestamp } of logEvents(logs, filter)) {
        const proof = proofIn(message, timestamp);
        if (proof !== undefined) {
          yield proof;
        }
      }
    },
  };
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
