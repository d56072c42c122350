import * as z from 'zod';

/**
 * What a failure is to the user. `denied`: IAM does not let the operator do this. `not-deployed`: there is no such
 * fleet. `partly`: some of it was done, and some was not. `unauthenticated`: the console does not know this tab, or not any more.
 */
export const failureKinds = [
  'usage',
  'refused',
  'denied',
  'unreachable',
  'not-deployed',
  'expired-credentials',
  'unauthenticated',
  'read-only',
  'partly',
  'unexpected',
] as const;

export type FailureKind = (typeof failureKinds)[number];

/** The body of every answer that is no success. */
export const apiFailure = z.object({
  kind: z.enum(failureKinds),
  /** What happened, to what, and what to do, in a sentence. */
  message: z.string(),
  /** The permission that is missing, as `iot:GetStatistics`, where AWS names it. */
  permission: z.string().optional(),
});

export type ApiFailure = z.infer<typeof apiFailure>;
