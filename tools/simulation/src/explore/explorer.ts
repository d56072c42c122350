import { dailySweep, possibleEvents } from '../world/possible-events';
import type { WorldEvent } from '../world/world-event';
import { Simulated } from '../world/simulated';
import { take } from '../world/take-event';
import { copyOf, newWorld, type World } from '../world/world';
import { CanonicalForm, worldOf } from './canonical-form';
import { DigestSet } from './digest-set';
import type { Property, Step } from './properties';
import type { Universe } from './universe';

export interface ExplorationOptions {
  readonly always: readonly Property[];
  readonly sometimes: readonly Property[];
  /** No state is gone on from once there are so many. */
  readonly mostStates: number;
  /** Whether functions are called again where all that they hang on is as it was. */
  readonly withoutMemory?: boolean;
  readonly progress?: (states: number, transitions: number, waiting: number) => void;
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Whether every state was gone on from, so that there are no others. */
  readonly isClosed: boolean;
  /** Events on the shortest way to the state that is furthest away. */
  readonly depth: number;
  /** What was to be reachable, and is not, as far as was looked. */
  readonly unreached: readonly string[];
  /** The first step that broke what always holds, as the shortest way to it. */
  readonly broken?: { readonly property: string; readonly path: readonly string[] };
}

/** At most so many stops of one event: what changes more in one go is stopped before these only. */
const mostStops = 7;
const stopsInCode = mostStops + 1;

/** Looks at every state that events lead to, those first that are fewest events away. */
export async function explore(universe: Universe, options: ExplorationOptions): Promise<Exploration> {
  const explorer = new Explorer(universe, options);
  await explorer.begin();
  return explorer.run();
}

class Explorer {
  private readonly simulated: Simulated;
  private readonly seen = new DigestSet();
  private readonly form;
  /** Written states that wait to be gone on from, by number; `undefined` once they were. */
  private readonly waiting: (string | undefined)[] = [];
  private readonly parents: number[] = [];
  private readonly codes: number[] = [];
  private readonly depths: number[] = [];
  private readonly unreached: Set<Property>;
  private root = '';
  private transitions = 0;

  constructor(
    private readonly universe: Universe,
    private readonly options: ExplorationOptions,
  ) {
    this.simulated = new Simulated(
      newWorld('2030-01-15T03:00:00.000Z'),
      universe.days,
      options.withoutMemory !== true,
    );
    this.form = new CanonicalForm(universe);
    this.unreached = new Set(options.sometimes);
  }

  async begin(): Promise<void> {
    await this.universe.begin(this.simulated);
    this.root = this.written();
    this.note({ parent: -1, code: 0, depth: 0 });
  }

  async run(): Promise<Exploration> {
    let head = 0;
    for (; head < this.waiting.length && this.seen.size < this.options.mostStates; head += 1) {
      const broken = await this.goOn(this.taken(head), head);
      if (broken !== undefined) {
        const { property, code } = broken;
        return { ...this.outcome(head), broken: { property, path: await this.pathTo(head, code) } };
      }
      if (head % 1_000 === 0) {
        this.options.progress?.(this.seen.size, this.transitions, this.waiting.length - head);
      }
    }
    return this.outcome(head);
  }

  /** Its text is not needed any more. */
  private taken(state: number): string {
    const text = this.waiting[state];
    if (text === undefined) {
      throw new Error('A state is gone on from once');
    }
    this.waiting[state] = undefined;
    return text;
  }

  /** Everything that can happen next. @returns the first that breaks a property */
  private async goOn(text: string, parent: number): Promise<{ property: string; code: number } | undefined> {
    const before = worldOf(text);
    let turns = 0;
    for (const [index, event] of possibleEvents(before, this.universe).entries()) {
      if (event.atTurn !== undefined && event.atTurn > turns) {
        // It does not come to that turn, and ends as the sweep alone did.
        this.transitions += 1;
        continue;
      }
      const writes = await this.step(before, event, undefined);
      turns = event.words === dailySweep ? this.simulated.faults.turns : turns;
      let broken = this.look(before, parent, index * stopsInCode);
      const stops = this.universe.stops && event.mayStop === true ? Math.min(writes, mostStops) : 0;
      for (let stop = 0; stop < stops && broken === undefined; stop += 1) {
        await this.step(before, event, stop);
        broken = this.look(before, parent, index * stopsInCode + stop + 1);
      }
      if (broken !== undefined) {
        return broken;
      }
    }
    return undefined;
  }

  private step(before: World, event: WorldEvent, stopAfter: number | undefined): Promise<number> {
    this.transitions += 1;
    this.simulated.world = copyOf(before);
    return take(this.simulated, event, stopAfter);
  }

  private look(before: World, parent: number, code: number): { property: string; code: number } | undefined {
    const after = this.simulated.world;
    this.note({ parent, code, depth: (this.depths[parent] ?? 0) + 1 });
    const step: Step = { before, after, days: this.universe.days };
    const broken = this.options.always.find((property) => !property.holds(step));
    for (const property of this.unreached) {
      if (property.holds(step)) {
        this.unreached.delete(property);
      }
    }
    return broken && { property: broken.words, code };
  }

  /** Of the world that is simulated. */
  private note(way: { parent: number; code: number; depth: number }): void {
    this.form.read(this.simulated.world);
    if (!this.seen.add(this.form.digest)) {
      return;
    }
    this.waiting.push(this.form.text());
    this.parents.push(way.parent);
    this.codes.push(way.code);
    this.depths.push(way.depth);
  }

  private written(): string {
    this.form.read(this.simulated.world);
    return this.form.text();
  }

  /** The words of the events that lead to a state, and of one more. */
  private async pathTo(state: number, last: number): Promise<string[]> {
    const codes = [last];
    for (let at = state; at > 0; at = this.parents[at] ?? 0) {
      codes.unshift(this.codes[at] ?? 0);
    }
    const words: string[] = [];
    let text = this.root;
    for (const code of codes) {
      const before = worldOf(text);
      const event = possibleEvents(before, this.universe)[Math.floor(code / stopsInCode)];
      if (event === undefined) {
        throw new Error('The way to a state cannot be gone again: an event depends on more than the world');
      }
      const stop = code % stopsInCode;
      await this.step(before, event, stop === 0 ? undefined : stop - 1);
      text = this.written();
      words.push(stop === 0 ? event.words : `${event.words}, and is stopped after ${stop - 1} changes`);
    }
    return words;
  }

  private outcome(head: number): Exploration {
    return {
      states: this.seen.size,
      transitions: this.transitions,
      isClosed: head === this.waiting.length,
      depth: this.depths.at(-1) ?? 0,
      unreached: [...this.unreached].map(({ words }) => words),
    };
  }
}
