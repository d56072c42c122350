import { Simulated } from '../world/simulated';
import { possibleEvents } from '../world/possible-events';
import { take } from '../world/take-event';
import { copyOf, newWorld } from '../world/world';
import type { WorldEvent } from '../world/world-event';
import type { Property } from '../explore/properties';
import type { Universe } from '../explore/universe';

/** Which of the events that are possible then happens next. */
export interface Choice {
  /** Of a day and a sweep, which are two events of many, everything else depends. `meanwhile`: while a sweep waits, too. */
  readonly of: 'any' | 'meanwhile' | 'sweep' | 'day';
  readonly number: number;
  /** It is stopped after so many of its changes, where it can be. */
  readonly stopAfter?: number;
}

/** A history has broken what always holds. Its message is the way to that, an event a line. */
export class BrokenPromiseError extends Error {
  override readonly name = 'BrokenPromiseError';

  constructor(property: Property, path: readonly string[]) {
    super(
      [`BROKEN: ${property.words}`, ...path.map((words, index) => `  ${index + 1}. ${words}`)].join('\n'),
    );
  }
}

export interface Played {
  readonly simulated: Simulated;
  /** What has happened, an event after the other. */
  readonly path: readonly string[];
}

/** Lets one event after the other happen, each of those that the world allows at that moment. */
export async function play(
  universe: Universe,
  choices: readonly Choice[],
  always: readonly Property[],
): Promise<Played> {
  const simulated = new Simulated(newWorld('2030-01-15T03:00:00.000Z'), universe.days);
  await universe.begin(simulated);
  const path: string[] = [];
  for (const choice of choices) {
    const event = chosen(simulated, universe, choice);
    const before = copyOf(simulated.world);
    const stopAfter = universe.stops && event.mayStop === true ? choice.stopAfter : undefined;
    path.push(
      stopAfter === undefined ? event.words : `${event.words}, and is stopped after ${stopAfter} changes`,
    );
    await take(simulated, event, stopAfter);
    const step = { before, after: simulated.world, days: universe.days };
    const broken = always.find((property) => !property.holds(step));
    if (broken !== undefined) {
      throw new BrokenPromiseError(broken, path);
    }
  }
  return { simulated, path };
}

function chosen({ world }: Simulated, universe: Universe, { of, number }: Choice): WorldEvent {
  const all = possibleEvents(world, { ...universe, meanwhile: universe.meanwhile && of === 'meanwhile' });
  const event =
    of === 'day'
      ? all.at(-1)
      : (all.find(({ words }) => of === 'sweep' && words === 'the daily sweep') ?? all[number % all.length]);
  if (event === undefined) {
    throw new Error('In every world, a day can pass');
  }
  return event;
}
