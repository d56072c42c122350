import type { WorkEvent } from '@fleet/fleet-console-api';
import { answered, ConsoleFailure } from '../asking/failure';

/** One line of what work has said. */
export interface WorkLine {
  readonly kind: 'say' | 'result' | 'failed';
  readonly words: string;
  readonly serial?: string;
}

/** What the server has told of a piece of work. */
export interface Work {
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly lines: readonly WorkLine[];
  readonly progress?: string;
  /** The data of results, in their order. */
  readonly data: readonly unknown[];
  readonly failures: readonly ConsoleFailure[];
  readonly succeeded?: number;
  readonly failed?: number;
}

export const newWork: Work = { state: 'running', lines: [], data: [], failures: [] };

/** So many lines are kept: a thousand devices say more than anybody reads. */
const mostLines = 2_000;

export function workAfter(work: Work, event: WorkEvent): Work {
  switch (event.kind) {
    case 'say':
      return withLine(work, { kind: 'say', ...told(event.serial, event.words) });
    case 'progress':
      return { ...work, progress: told(event.serial, event.words).words };
    case 'result':
      return {
        ...withLine(work, { kind: 'result', ...told(event.serial, event.words) }),
        data: [...work.data, event.data],
      };
    case 'failed':
    case 'partly':
      return {
        ...withLine(work, { kind: 'failed', ...told(event.serial, event.failure.message) }),
        failures: [...work.failures, answered(event.failure)],
      };
    case 'done':
      return {
        ...work,
        state: event.failed > 0 && event.succeeded === 0 ? 'failed' : 'done',
        succeeded: event.succeeded,
        failed: event.failed,
      };
  }
}

export function workFailed(work: Work, failure: ConsoleFailure): Work {
  return {
    ...withLine(work, { kind: 'failed', words: failure.message }),
    state: 'failed',
    failures: [...work.failures, failure],
  };
}

/** A stream without its end was cut: nobody knows how far the work came. */
export function wasCut(work: Work): Work {
  if (work.state !== 'running') {
    return work;
  }
  if (work.failures.length > 0) {
    return { ...work, state: 'failed' };
  }
  return workFailed(
    work,
    new ConsoleFailure(
      'no-server',
      'The console’s program stopped in between: nobody knows how far this came. Look at the device, and do it again; that is safe.',
    ),
  );
}

function told(serial: string | undefined, words: string): { words: string; serial?: string } {
  return serial === undefined ? { words } : { words, serial };
}

function withLine(work: Work, line: WorkLine): Work {
  return { ...work, lines: [...work.lines, line].slice(-mostLines) };
}
