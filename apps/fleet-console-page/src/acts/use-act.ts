import type { Act } from '@fleet/fleet-console-api';
import { useState } from 'react';
import { useConsole } from '../shell/console-context';
import { actStage, type ActStage } from './act-stage';
import { useWork } from './use-work';
import type { Work } from './work';

/** An act in a dialog: tried or done, and how far that has come. */
export interface ActInDialog {
  readonly stage: ActStage;
  readonly work: Work | undefined;
  readonly isTrial: boolean;
  /** Whether anything may have been done. */
  readonly hasActed: boolean;
  readonly run: (dryRun: boolean, path: string, body: unknown) => Promise<void>;
  readonly stop: () => void;
  /** A trial is of its options: with others it has shown nothing. */
  readonly forgetTrial: () => void;
}

/** @param needsTrial whether a trial has to come first */
export function useAct(
  act: Act,
  { isSingle, needsTrial }: { readonly isSingle: boolean; readonly needsTrial: boolean },
): ActInDialog {
  const { noteDenied } = useConsole();
  const [ran, setRan] = useState<'trial' | 'act'>();
  const [isTried, setTried] = useState(false);
  const { work, start, stop, forget } = useWork();
  const run = async (dryRun: boolean, path: string, body: unknown) => {
    setRan(dryRun ? 'trial' : 'act');
    const ended = await start(path, body);
    const denied = ended.failures.find(({ kind }) => kind === 'denied');
    if (dryRun) {
      setTried(ended.state === 'done');
    } else if (denied !== undefined) {
      noteDenied(act, denied.message);
    }
  };
  const forgetTrial = () => {
    setTried(false);
    if (ran === 'trial') {
      forget();
    }
  };
  return {
    stage: actStage({ ran, state: work?.state, isSingle, needsTrial, isTried }),
    work,
    isTrial: ran === 'trial',
    hasActed: ran === 'act',
    run,
    stop,
    forgetTrial,
  };
}
