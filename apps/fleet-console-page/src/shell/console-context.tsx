import { createContext, useContext } from 'react';
import type { About, Act, LiveEvent } from '@fleet/fleet-console-api';
import type { ConsoleClient } from '../asking/console-client';

/** What the server tells changes of. */
export type Changing = Extract<LiveEvent, { kind: 'changed' }>['what'];

/** What every view needs of the console that it belongs to. */
export interface Console {
  readonly client: ConsoleClient;
  readonly about: About;
  /** How often the server has told of changes: who shows an answer asks again. */
  readonly changes: Readonly<Record<Changing, number>>;
  /** The cloud's time, as the server told it last. */
  readonly now: string;
  /** Acts that AWS has refused to this operator, each with why. */
  readonly denied: ReadonlyMap<Act, string>;
  readonly noteDenied: (act: Act, why: string) => void;
}

export const ConsoleContext = createContext<Console | undefined>(undefined);

export function useConsole(): Console {
  const value = useContext(ConsoleContext);
  if (value === undefined) {
    throw new Error('A view is shown without its console');
  }
  return value;
}

/** Why an act is not offered; undefined where it is. */
export function whyNot(
  { about, denied }: Pick<Console, 'about' | 'denied'>,
  act: Act,
  ofDevice: About['acts'] = [],
): string | undefined {
  const unavailable = [...about.acts, ...ofDevice].find((each) => each.act === act && !each.available);
  return unavailable === undefined ? denied.get(act) : (unavailable.why ?? 'It cannot be done now.');
}
