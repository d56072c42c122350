import * as z from 'zod';

const shapedError = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});

/** What a function's process may say on its channel. Its code could write there too: nothing is taken on trust. */
const guestMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('init-failure'), error: shapedError }),
  z.object({ type: z.literal('log'), text: z.string() }),
  z.object({
    type: z.literal('answer'),
    requestId: z.string(),
    payload: z.string(),
    peakMemoryKilobytes: z.number(),
  }),
  z.object({
    type: z.literal('failure'),
    requestId: z.string(),
    error: shapedError,
    peakMemoryKilobytes: z.number(),
  }),
  z.object({ type: z.literal('died'), requestId: z.string().optional(), error: shapedError }),
]);

export type GuestMessage = z.infer<typeof guestMessage>;
export type ShapedError = z.infer<typeof shapedError>;

/** What the runtime says: run this. Times are milliseconds. */
export interface InvokeMessage {
  readonly type: 'invoke';
  readonly requestId: string;
  readonly functionArn: string;
  readonly payload: string;
  readonly clientContext?: string | undefined;
  readonly traceId: string;
  readonly timeoutMillis: number;
  /** The cloud's time: the process sets its clock by it. */
  readonly now: number;
  /** Written to both output streams when the handler is done, so that no output is taken for the next one's. */
  readonly marker: string;
}

/** @returns the message, or undefined when the line is none of ours. */
export function parseGuestMessage(line: string): GuestMessage | undefined {
  try {
    return guestMessage.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** The error of an invocation that took too long. */
export function timedOut(requestId: string, millis: number): ShapedError {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(millis / 1000).toFixed(2)} seconds`,
  };
}
