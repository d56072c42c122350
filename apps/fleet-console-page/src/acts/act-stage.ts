import type { Work } from './work';

interface RunningAct {
  /** What was started last. */
  readonly ran: 'trial' | 'act' | undefined;
  readonly state: Work['state'] | undefined;
  /** Whether it is about one thing. */
  readonly isSingle: boolean;
  /** Whether it is done after a trial only. */
  readonly needsTrial: boolean;
  /** Whether a trial of these very options has come to its end. */
  readonly isTried: boolean;
}

/** What can be done in the dialog of an act. */
export interface ActStage {
  readonly isRunning: boolean;
  readonly isOver: boolean;
  /** The server brings it to its end, whoever looks: it cannot be stopped. */
  readonly goesOn: boolean;
  readonly lacksTrial: boolean;
}

/** A selection, and what nothing takes back, is tried first. */
export function needsTrial(act: { readonly isSingle: boolean; readonly isFinal: boolean }): boolean {
  return act.isFinal || !act.isSingle;
}

export function actStage({ ran, state, isSingle, ...trial }: RunningAct): ActStage {
  const isRunning = state === 'running';
  return {
    isRunning,
    isOver: ran === 'act' && state === 'done',
    goesOn: isRunning && ran === 'act' && isSingle,
    lacksTrial: trial.needsTrial && !trial.isTried,
  };
}
