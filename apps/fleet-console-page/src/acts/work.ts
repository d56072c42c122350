import type { WorkEvent } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { answered, ConsoleFailure } from '../asking/failure';

/** One line of what work has said. */
export interface WorkLine {
  /** Which one it is, from the first on, whether or not the first is still kept. */
  readonly number: number;
  readonly kind: 'say' | 'result' | 'failed';
  readonly words: string;
  readonly serial?: string;
}

/** What the server has told of a piece of work. */
export interface Work {
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly lines: readonly WorkLine[];
  readonly progress?: string;
  /** The data of the last result. */
  readonly data?: unknown;
  /** The first of each kind. */
  readonly failures: readonly ConsoleFailure[];
  /** How many devices of a selection it has left behind, and the last of them: they come one after the other. */
  readonly ended: number;
  readonly lastEnded?: string;
  readonly succeeded?: number;
  readonly failed?: number;
  /** How many of those that failed were done in part. */
  readonly partly?: number;
}

export const newWork: Work = { state: 'running', lines: [], failures: [], ended: 0 };

/** So many lines are kept: a thousand devices say more than anybody reads. */
const mostLines = 2_000;

export function workAfter(work: Work, event: WorkEvent): Work {
  switch (event.kind) {
    case 'say':
      return withLine(work, { kind: 'say', ...told(event.serial, event.words) });
    case 'progress':
      return { ...work, progress: event.words };
    case 'result':
      return {
        ...withEnd(withLine(work, { kind: 'result', ...told(event.serial, event.words) }), event.serial),
        data: event.data,
      };
    case 'failed':
    case 'partly':
      return withFailure(
        withEnd(
          withLine(work, { kind: 'failed', ...told(event.serial, event.failure.message) }),
          event.serial,
        ),
        answered(event.failure),
      );
    case 'done':
      return {
        ...work,
        state: event.failed > 0 && event.succeeded === 0 ? 'failed' : 'done',
        succeeded: event.succeeded,
        failed: event.failed,
        ...defined({ partly: event.partly }),
      };
  }
}

export function workFailed(work: Work, failure: ConsoleFailure): Work {
  const told = withLine(work, { kind: 'failed', words: failure.message });
  return { ...withFailure(told, failure), state: 'failed' };
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

function withLine(work: Work, line: Omit<WorkLine, 'number'>): Work {
  const number = (work.lines.at(-1)?.number ?? 0) + 1;
  return { ...work, lines: [...work.lines, { ...line, number }].slice(-mostLines) };
}

function withEnd(work: Work, serial: string | undefined): Work {
  return serial === undefined || serial === work.lastEnded
    ? work
    : { ...work, ended: work.ended + 1, lastEnded: serial };
}

function withFailure(work: Work, failure: ConsoleFailure): Work {
  return work.failures.some(({ kind }) => kind === failure.kind)
    ? work
    : { ...work, failures: [...work.failures, failure] };
}
