import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { logEvents, parseJson } from '../fleet/log-events';

/** A certificate that was asked for over a claim, and that the provision hook refused. */
export interface RefusedRequest {
  readonly certificateId: string;
  readonly reason: string;
  readonly at: Date;
}

/** What the provision hook has refused, as far as somebody has written that down. */
export interface RefusedRequests {
  /** Of a serial number, the oldest first within a page. */
  as(serial: string, since: Date): AsyncIterable<RefusedRequest>;
}

const line = z.object({
  source: z.literal('provision'),
  decision: z.literal('refused'),
  reason: z.string(),
  serial: z.string(),
  certificateId: z.string().regex(/^[0-9a-f]{64}$/),
});

/** From the log of the provision hook. Needs `logs:FilterLogEvents` on its log group. */
export function refusedInLog(logs: CloudWatchLogsClient, provisionHook: string): RefusedRequests {
  return {
    async *as(serial, since) {
      const filter = {
        logGroupName: `/aws/lambda/${provisionHook}`,
        startTime: since.getTime(),
        filterPattern: `"${serial}"`,
      };
      for await (const { message, timestamp } of logEvents(logs, filter)) {
        const read = line.safeParse(parseJson(message));
        if (read.success && read.data.serial === serial) {
          const { certificateId, reason } = read.data;
          yield { certificateId, reason, at: new Date(timestamp) };
        }
      }
    },
  };
}
