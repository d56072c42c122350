import type { DeployedFunction } from './function';
import { FunctionPool } from './function-pool';

/** The pools of all functions: of each function the newest revision's, and older ones until they are empty. */
export class FunctionPools implements Iterable<FunctionPool> {
  private readonly pools = new Map<string, FunctionPool>();

  [Symbol.iterator](): Iterator<FunctionPool> {
    return this.pools.values();
  }

  find({ arn, revision }: Pick<DeployedFunction, 'arn' | 'revision'>): FunctionPool | undefined {
    return this.pools.get(keyOf(arn, revision));
  }

  add({ arn, revision }: Pick<DeployedFunction, 'arn' | 'revision'>): FunctionPool {
    const pool = new FunctionPool(arn, revision);
    this.pools.set(keyOf(arn, revision), pool);
    return pool;
  }

  delete({ arn, revision }: FunctionPool): void {
    this.pools.delete(keyOf(arn, revision));
  }

  of(arn: string): FunctionPool[] {
    return [...this.pools.values()].filter((pool) => pool.arn === arn);
  }

  /** How many invocations are in line, of all functions. */
  get waiting(): number {
    let waiting = 0;
    for (const pool of this.pools.values()) {
      waiting += pool.waiting;
    }
    return waiting;
  }

  /** How many processes load their function, of all functions. */
  get starting(): number {
    let starting = 0;
    for (const pool of this.pools.values()) {
      starting += pool.starting;
    }
    return starting;
  }

  /** Whether somebody waits for a function, other than that of `except`, that has no process at all. */
  isStarving(except: FunctionPool): boolean {
    for (const pool of this.pools.values()) {
      if (pool !== except && pool.waiting > 0 && pool.isWithoutProcess) {
        return true;
      }
    }
    return false;
  }
}

function keyOf(arn: string, revision: string): string {
  return `${arn} ${revision}`;
}
