import { createHash } from 'node:crypto';

const drawnBytes = 6;
const mostDrawn = 2 ** (8 * drawnBytes);

/** A number from 0 to below 1 that depends on nothing but its arguments. */
export function drawnFraction(seed: string, ...what: readonly (string | number)[]): number {
  const hash = createHash('sha256').update(JSON.stringify([seed, ...what]));
  return hash.digest().readUIntBE(0, drawnBytes) / mostDrawn;
}

/** Something that happens in a share of all cases. */
export class Chance {
  private cases = 0;

  constructor(
    private readonly seed: string,
    private readonly kind: string,
    private readonly share: number,
  ) {}

  /** Whether it happens in the next case. */
  happens(): boolean {
    this.cases += 1;
    return drawnFraction(this.seed, this.kind, this.cases) < this.share;
  }
}

/** Copies of the same data, of which any one answers. */
export class Replicas {
  private answers = 0;

  constructor(
    private readonly seed: string,
    private readonly kind: string,
    private readonly count: number,
  ) {}

  /** The name of the copy that gives the next answer. */
  next(): string {
    this.answers += 1;
    const index = Math.floor(drawnFraction(this.seed, this.kind, this.answers) * this.count);
    return `${this.kind} ${index}`;
  }
}
