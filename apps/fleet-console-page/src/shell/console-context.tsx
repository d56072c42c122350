import { createContext, useContext } from 'react';
import type { About, Act, LiveEvent } from '@fleet/fleet-console-api';
import type { ConsoleClient } from '../asking/console-client';
import type { Denials } from './denials';

/** What the server tells changes of. */
export type Changing = Extract<LiveEvent, { kind: 'changed' }>['what'];

/** How often the server has told that something has changed; of a device, by its serial. */
export type Changes = Readonly<Record<Changing, number>> & {
  readonly devices: ReadonlyMap<string, number>;
};

/** What every view needs of the console that it belongs to. */
export interface Console {
  readonly client: ConsoleClient;
  readonly about: About;
  /** How often the server has told of changes: who shows an answer asks again. */
  readonly changes: Changes;
  /** The cloud's time, as the server told it last. */
  readonly now: string;
  /** Acts that AWS has refused to this operator, each with why. */
  readonly denied: Denials;
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
  return unavailable === undefined ? denied.get(act)?.why : (unavailable.why ?? 'It cannot be done now.');
}
