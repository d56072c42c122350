import type { Work } from './work';

interface ActInDialog {
  /** What was started last. */
  readonly ran: 'trial' | 'act' | undefined;
  readonly state: Work['state'] | undefined;
  /** Whether it is about one thing. */
  readonly isSingle: boolean;
  /** Whether a trial of these very options has come to its end. */
  readonly isTried: boolean;
  readonly isFinal: boolean;
}

/** What can be done in the dialog of an act. */
export interface ActStage {
  readonly isRunning: boolean;
  readonly isOver: boolean;
  /** The server brings it to its end, whoever looks: it cannot be stopped. */
  readonly goesOn: boolean;
  /** A selection, and what nothing takes back, is done after a trial. */
  readonly lacksTrial: boolean;
}

export function actStage({ ran, state, isSingle, isTried, isFinal }: ActInDialog): ActStage {
  const isRunning = state === 'running';
  return {
    isRunning,
    isOver: ran === 'act' && state === 'done',
    goesOn: isRunning && ran === 'act' && isSingle,
    lacksTrial: (isFinal || !isSingle) && !isTried,
  };
}
