import type { Output } from './output';

/** What a command works with besides its options. */
export interface CommandContext {
  readonly output: Output;
  /** The program itself. */
  readonly agentFile: string;
  /** The device's folder. */
  readonly directory: string;
  /** Where its identities are, if not in that folder. */
  readonly identityDirectory: string | undefined;
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal;
}
