import type { ApiFailure, FailureKind as AnsweredKind } from '@fleet/fleet-console-api';

/** `no-server`: the console's own program does not answer. */
export type FailureKind = AnsweredKind | 'no-server';

/** Why the console's server, or AWS behind it, did not answer a question. */
export class ConsoleFailure extends Error {
  override readonly name = 'ConsoleFailure';

  constructor(
    readonly kind: FailureKind,
    message: string,
    /** The permission that is missing, where AWS names it. */
    readonly permission?: string,
  ) {
    super(message);
  }
}

export function answered({ kind, message, permission }: ApiFailure): ConsoleFailure {
  return new ConsoleFailure(kind, message, permission);
}

export const serverIsGone = new ConsoleFailure(
  'no-server',
  'The console’s program does not answer. Look into its terminal. If it has ended, start it again, and open the link that it prints.',
);

/** A thrown value as a failure; what the page itself did wrong is unexpected. */
export function failureOf(thrown: unknown): ConsoleFailure {
  return thrown instanceof ConsoleFailure
    ? thrown
    : new ConsoleFailure('unexpected', thrown instanceof Error ? thrown.message : String(thrown));
}
