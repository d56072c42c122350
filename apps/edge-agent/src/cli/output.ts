import { errorInWords } from '@fleet/program-faults';
import type { AgentEvent } from '../agent-event';
import { eventWords } from './event-words';
import { LineWriter } from './line-writer';

/** Where a command speaks: results on stdout, everything on the way on stderr. */
export interface Output {
  /** What the command was asked for: `words` for people, or `data` with `--json`. */
  result(words: string, data: Readonly<Record<string, unknown>>): void;
  /** What happens on the way. */
  event(event: AgentEvent): void;
  /** Why the command failed, in words on stderr, and with `--json` for machines on stdout as well. */
  failure(error: unknown, exitCode: number): void;
  /** Whether an event would be lost now, because nobody reads those before it. */
  readonly full: boolean;
  /** Resolves once it would not. */
  ready(): Promise<void>;
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
  const asJson = json && eventLines;
  const events = new LineWriter(asJson ? process.stdout : process.stderr);
  const lineOf = (event: AgentEvent): string => {
    const time = new Date(now()).toISOString();
    return asJson ? JSON.stringify({ time, ...event }) : `${time} ${eventWords(event)}`;
  };
  const lost = (count: number): string =>
    lineOf({ event: 'warning', message: `${count} events are missing here: nobody read the agent's output` });
  return {
    result: (words, data) => stdout(json ? JSON.stringify(data) : words),
    event: (event) => events.write(lineOf(event), lost),
    get full() {
      return events.full;
    },
    ready: () => events.ready(),
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
