import { drawnDelays } from './delays';
import type { Delay, Delays } from './delays';
import { Chance, Replicas } from './draws';

export interface ConsistencyOptions {
  /** The same seed draws the same delays, for the same changes in the same order. */
  readonly seed: string;
  /** What all delays are multiplied by: 1 is as long as in the cloud that is emulated, 0 is at once. */
  readonly scale: number;
}

/** How soon changes are visible in one cloud. */
export class Consistency {
  constructor(private readonly options: ConsistencyOptions) {}

  /** Whether every change is visible at once, to everybody. */
  get isStrong(): boolean {
    return this.options.scale === 0;
  }

  /**
   * How long changes of a kind take.
   * @param byReader for readers that do not get them as all others do
   */
  delays(kind: string, delay: Delay, byReader: Readonly<Record<string, Delay>> = {}): Delays {
    return drawnDelays(this.options, kind, delay, byReader);
  }

  /** Something that happens in a share of all cases, and never where everything is visible at once. */
  chance(kind: string, share: number): Chance {
    return new Chance(this.options.seed, kind, this.isStrong ? 0 : share);
  }

  /** Copies of the same data, which need not be equally new. */
  replicas(kind: string, count: number): Replicas {
    return new Replicas(this.options.seed, kind, count);
  }
}

/** Everything is visible at once. */
export const strongConsistency = new Consistency({ seed: '', scale: 0 });
