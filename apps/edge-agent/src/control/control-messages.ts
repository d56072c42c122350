import * as z from 'zod/mini';

/*
 * What a command says to the agent that holds the identity folder, over the folder's lock socket: one line of
 * JSON each way. Only the folder's owner reaches the socket.
 */

export const controlRequest = z.object({
  command: z.enum(['status', 'provision', 'rotate']),
  /** How long the command waits for its answer. Absent from older ones: they hear of the first attempt. */
  withinSeconds: z.optional(z.number().check(z.minimum(0))),
});

export const agentStatus = z.object({
  pid: z.int(),
  connected: z.boolean(),
  thingName: z.optional(z.string()),
  certificateId: z.optional(z.string()),
  /** The algorithm of keys to come. Absent where the cloud makes them. */
  makesKeysOf: z.optional(z.string()),
});

export const controlAnswer = z.union([
  z.object({ ok: z.literal(true), status: agentStatus }),
  z.object({ ok: z.literal(false), error: z.string(), refused: z._default(z.boolean(), false) }),
]);

export type ControlRequest = z.infer<typeof controlRequest>;
export type AgentStatus = z.infer<typeof agentStatus>;
export type ControlAnswer = z.infer<typeof controlAnswer>;

/** More than any line of the protocol. */
export const longestLineBytes = 4096;
