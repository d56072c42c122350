import type { Effect } from './effect';
import type { FaultDefinition, FaultState, Match } from './fault-definition';
import { ImpossibleFaultError } from './impossible-fault-error';
import { checkPossible } from './point-family';
import type { PointFamily } from './point-family';

/** What a point knows of the call that has come to it. */
export interface CallDetails {
  readonly clientId?: string | undefined;
  readonly topics?: readonly string[];
}

/** A fault has fired. */
export interface Firing extends CallDetails {
  readonly fault: string;
  readonly point: string;
  readonly effect: Effect;
  /** Which of the calls that match this was, counted from 1. */
  readonly call: number;
}

export interface FaultsOptions {
  readonly families: readonly PointFamily[];
  readonly onFired: (firing: Firing) => void;
}

interface Entry {
  readonly fault: FaultDefinition & { readonly id: string };
  calls: number;
  fired: number;
}

const mostFaults = 1_000;

/** The faults of one cloud. They count the calls that come to their points, and end with the process. */
export class Faults {
  /** In the order in which they were added. */
  private readonly entries = new Map<string, Entry>();
  private readonly byPoint = new Map<string, Entry[]>();
  private named = 0;

  constructor(private readonly options: FaultsOptions) {}

  /** @throws ImpossibleFaultError */
  add(definition: FaultDefinition): FaultState {
    checkPossible(definition, this.options.families);
    if (this.entries.size >= mostFaults) {
      throw new ImpossibleFaultError(`There are ${mostFaults} faults already: remove one of them first`);
    }
    const id = definition.id ?? this.nextId();
    if (this.entries.has(id)) {
      throw new ImpossibleFaultError(
        `There is a fault "${id}" already: remove it first, or choose another id`,
      );
    }
    const entry = { fault: { ...definition, id }, calls: 0, fired: 0 };
    this.entries.set(id, entry);
    this.byPoint.set(definition.point, [...(this.byPoint.get(definition.point) ?? []), entry]);
    return stateOf(entry);
  }

  list(): readonly FaultState[] {
    return Array.from(this.entries.values(), stateOf);
  }

  /** @returns whether there was one */
  remove(id: string): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) {
      return false;
    }
    this.entries.delete(id);
    const { point } = entry.fault;
    const others = (this.byPoint.get(point) ?? []).filter((each) => each !== entry);
    if (others.length > 0) {
      this.byPoint.set(point, others);
    } else {
      this.byPoint.delete(point);
    }
    return true;
  }

  /** @returns how many there were */
  clear(): number {
    const { size } = this.entries;
    this.entries.clear();
    this.byPoint.clear();
    return size;
  }

  /** Counts a call at a point. Of several faults that are due on it, the one that was added first fires. */
  at(point: string, details: CallDetails = {}): Effect | undefined {
    let effect: Effect | undefined;
    for (const entry of this.byPoint.get(point) ?? []) {
      if (!selects(entry.fault.match, details)) {
        continue;
      }
      entry.calls += 1;
      if (effect === undefined && isDue(entry)) {
        entry.fired += 1;
        ({ effect } = entry.fault);
        this.options.onFired({ fault: entry.fault.id, point, effect, call: entry.calls, ...details });
      }
    }
    return effect;
  }

  private nextId(): string {
    do {
      this.named += 1;
    } while (this.entries.has(`fault-${this.named}`));
    return `fault-${this.named}`;
  }
}

function selects({ clientId, topic }: Match, details: CallDetails): boolean {
  return (
    (clientId === undefined || clientId === details.clientId) &&
    (topic === undefined || details.topics?.includes(topic) === true)
  );
}

function isDue({ fault: { from, times }, calls }: Entry): boolean {
  return calls >= from && (times === 'always' || calls < from + times);
}

function stateOf({ fault, calls, fired }: Entry): FaultState {
  return { ...fault, calls, fired };
}
