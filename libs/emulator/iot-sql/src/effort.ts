import { EvaluationLimitError } from './evaluation-limit-error';

/** Enough for thousands of functions over a whole payload of 128 KB, and spent within seconds. */
const mostSteps = 1_000_000;
const charactersOfAStep = 16;

/**
 * What the evaluation of a statement may still cost for one message. A value costs what it takes to walk over it or to
 * write it out, so a value that contains another one a thousand times is refused before somebody writes it.
 */
export class Effort {
  private left = mostSteps;

  /** @throws EvaluationLimitError */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) {
      throw new EvaluationLimitError(
        `The statement needs more than ${mostSteps} steps for this message. Select less of it.`,
      );
    }
  }

  /** @throws EvaluationLimitError */
  spendOn(value: unknown): void {
    if (typeof value === 'string') {
      this.spend(1 + value.length / charactersOfAStep);
    } else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
      this.spend(1);
      for (const [key, member] of Object.entries(value)) {
        this.spendOn(key);
        this.spendOn(member);
      }
    } else {
      this.spend(1);
    }
  }
}
