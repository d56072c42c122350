import type { ConsoleFailure } from '../asking/failure';
import { counted } from '../words/moments';
import type { Work } from './work';

export interface WorkScope {
  readonly isDryRun: boolean;
  /** How many devices it is about. */
  readonly total: number;
}

/** How work stands, for its line. */
interface WorkEnd {
  readonly type: 'loading' | 'stopped' | 'error' | 'warning' | 'success';
  readonly words: string;
}

const unfinished = 'It did not come to its end; see below';

/** How work has ended, or that it goes on. It never says that nothing was done where something may have been. */
export function endOf(work: Work, scope: WorkScope): WorkEnd {
  const { isDryRun } = scope;
  switch (work.state) {
    case 'running':
      return {
        type: 'loading',
        words: work.progress ?? (isDryRun ? 'Looking what would be done' : 'Working'),
      };
    case 'stopped':
      return { type: 'stopped', words: stoppedWords(scope) };
    case 'failed':
      return { type: 'error', words: failedWords(work.failures[0], isDryRun) };
    case 'done':
      return doneEnd(work, isDryRun);
  }
}

function stoppedWords({ isDryRun, total }: WorkScope): string {
  if (isDryRun) {
    return 'Stopped. Nothing was changed';
  }
  return total > 1
    ? 'Stopped. The device that was under way is finished, and the others are left as they are'
    : 'It goes on without this page';
}

function failedWords(failure: ConsoleFailure | undefined, isDryRun: boolean): string {
  if (failure?.kind === 'denied') {
    const denied = `Not permitted${failure.permission === undefined ? '' : `: you need ${failure.permission}`}`;
    return isDryRun ? denied : `${denied}. ${unfinished}`;
  }
  if (isDryRun) {
    return 'It could not be tried; see below. Nothing was changed';
  }
  return failure !== undefined && beforeAll.has(failure.kind) ? 'It was not done' : unfinished;
}

/** Kinds of failure that an act has before it changes anything. */
const beforeAll: ReadonlySet<ConsoleFailure['kind']> = new Set([
  'usage',
  'refused',
  'read-only',
  'not-deployed',
  'unauthenticated',
]);

function doneEnd({ succeeded = 0, failed = 0, partly = 0 }: Work, isDryRun: boolean): WorkEnd {
  if (failed > 0) {
    const devices = counted(succeeded, 'device');
    return {
      type: 'warning',
      words: isDryRun
        ? `${devices} can be done, ${failed} cannot. Nothing was changed`
        : `${devices} done, ${failed} failed${partly === 0 ? '' : `, ${partly} of them done in part`}`,
    };
  }
  return {
    type: 'success',
    words: isDryRun ? 'This is what would be done. Nothing was changed' : 'Done',
  };
}
