import { errorInWords } from '@fleet/program-faults';
import type { AgentEvent } from '../agent-event';
import { eventWords } from './event-words';

/** Where a command speaks: results on stdout, everything on the way on stderr. */
export interface Output {
  /** What the command was asked for: `words` for people, or `data` with `--json`. */
  result(words: string, data: Readonly<Record<string, unknown>>): void;
  /** What happens on the way. */
  event(event: AgentEvent): void;
  /** Why the command failed, in words on stderr, and with `--json` for machines on stdout as well. */
  failure(error: unknown, exitCode: number): void;
}

export interface OutputOptions {
  readonly json: boolean;
  /** With `json`: whether events are results too, a line each. So it is with `run`. */
  readonly eventLines: boolean;
}

/** Output to the process's own streams. */
export function processOutput({ json, eventLines }: OutputOptions, now: () => number): Output {
  const stdout = (line: string): void => void process.stdout.write(`${line}\n`);
  const stderr = (line: string): void => void process.stderr.write(`${line}\n`);
  const at = (): string => new Date(now()).toISOString();
  return {
    result: (words, data) => stdout(json ? JSON.stringify(data) : words),
    event: (event) => {
      if (json && eventLines) {
        stdout(JSON.stringify({ time: at(), ...event }));
      } else {
        stderr(`${at()} ${eventWords(event)}`);
      }
    },
    failure: (error, exitCode) => {
      const message = error instanceof Error ? error.message : String(error);
      stderr(errorInWords(error));
      if (json) {
        stdout(
          JSON.stringify({
            error: { name: error instanceof Error ? error.name : 'Error', message },
            exitCode,
          }),
        );
      }
    },
  };
}
