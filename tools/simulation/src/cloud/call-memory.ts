import { hash } from 'node:crypto';
import type { Arrival } from '@fleet/fleet-contract';
import type { CloudState } from './cloud-state';
import type { FaultPoint } from './fault-point';

/** All that a function sees of the world, and all that it can change. */
type CloudPart = Omit<CloudState, 'now'>;

/** What a function has done with the cloud as it was. */
interface Recollection<Result> {
  /** As JSON, which is the smallest. */
  readonly cloud: string;
  /** What it told the world, in this order. */
  readonly told: readonly Told[];
  readonly writes: number;
  readonly turns: number;
  readonly ended: { readonly result: Result } | { readonly error: unknown };
}

/** What functions tell the world, besides what they do to the cloud. */
export type Told =
  | { readonly arrival: Arrival }
  /** A warning has reached whoever is connected under the device's name, over this certificate. */
  | { readonly warnedOver: string; readonly isCurrent: boolean };

const mostOfHalf = 60_000;

/** What was not asked for in a long time is forgotten. */
class Recollections<Result> {
  private recent = new Map<string, Recollection<Result>>();
  private older = new Map<string, Recollection<Result>>();

  find(key: string): Recollection<Result> | undefined {
    const found = this.recent.get(key);
    if (found !== undefined) {
      return found;
    }
    const old = this.older.get(key);
    if (old !== undefined) {
      this.keep(key, old);
    }
    return old;
  }

  keep(key: string, recollection: Recollection<Result>): void {
    if (this.recent.size >= mostOfHalf) {
      this.older = this.recent;
      this.recent = new Map();
    }
    this.recent.set(key, recollection);
  }
}

interface CloudAtWork {
  readonly state: () => CloudState;
  readonly faults: FaultPoint;
  /** Where what functions tell goes. */
  readonly hear: (told: Told) => void;
}

/**
 * Functions depend on the cloud alone, not on what a device or a thief knows: where all of that is as it was, they do the
 * same again, and are not called.
 */
export class CallMemory {
  private told: Told[] = [];

  constructor(private readonly cloud: CloudAtWork) {}

  /** To be called with all that a function at work tells. */
  tell(told: Told): void {
    this.told.push(told);
    this.cloud.hear(told);
  }

  /**
   * The same function, which remembers.
   * @param name of the function, and of what it is called with, in words that no other has
   */
  remembering<Input extends readonly unknown[], Result>(
    name: (...input: Input) => string,
    work: (...input: Input) => Promise<Result>,
  ): (...input: Input) => Promise<Result> {
    const known = new Recollections<Result>();
    return (...input) => {
      const { faults, state } = this.cloud;
      if (faults.isShared) {
        return work(...input);
      }
      const key = keyOf(`${name(...input)} ${faults.writesLeft}`, state());
      const before = known.find(key);
      return before === undefined
        ? this.perform(
            () => work(...input),
            (now) => known.keep(key, now),
          )
        : this.recall(before);
    };
  }

  private async recall<Result>({ cloud, told, writes, turns, ended }: Recollection<Result>): Promise<Result> {
    const { faults, state, hear } = this.cloud;
    restore(state(), cloud);
    faults.writes += writes;
    faults.turns += turns;
    told.forEach(hear);
    if ('error' in ended) {
      throw ended.error;
    }
    return Promise.resolve(ended.result);
  }

  private async perform<Result>(
    work: () => Promise<Result>,
    keep: (recollection: Recollection<Result>) => void,
  ): Promise<Result> {
    const { faults, state } = this.cloud;
    const { writes, turns } = faults;
    this.told = [];
    const recollection = () => ({
      cloud: textOf(state()),
      told: [...this.told],
      writes: faults.writes - writes,
      turns: faults.turns - turns,
    });
    try {
      const result = await work();
      keep({ ...recollection(), ended: { result } });
      return result;
    } catch (error) {
      keep({ ...recollection(), ended: { error } });
      throw error;
    }
  }
}

/** @param call which function, and with what */
function keyOf(call: string, state: CloudState): string {
  return hash('md5', `${call} ${state.now} ${textOf(state)}`, 'base64');
}

function textOf({ records, claims, things, connections, certificates, issued }: CloudState): string {
  const part: CloudPart = { records, claims, things, connections, certificates, issued };
  return JSON.stringify(part);
}

/** Puts the cloud in the place of that of a state. */
function restore(state: CloudState, text: string): void {
  const part: unknown = JSON.parse(text);
  if (!isCloudPart(part)) {
    throw new TypeError('This is not what textOf writes');
  }
  Object.assign(state, part);
}

/** Only what was written here is read here: one look is enough. */
function isCloudPart(value: unknown): value is CloudPart {
  return typeof value === 'object' && value !== null && 'records' in value && 'certificates' in value;
}
