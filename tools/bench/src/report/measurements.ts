import type { Figure } from './figures';

/** Something that is measured by itself. */
export interface Part {
  /** For people, also when it fails. */
  readonly title: string;
  readonly measure: () => Promise<readonly Figure[]>;
}

/** A part that could not be measured, and why. */
export interface FailedPart {
  readonly title: string;
  readonly why: string;
}

/** What was measured. A part that fails costs its own figures and no others: some take minutes to measure again. */
export class Measurements {
  readonly figures: Figure[] = [];
  readonly failures: FailedPart[] = [];

  constructor(private readonly say: (step: string) => void) {}

  async take({ title, measure }: Part): Promise<void> {
    this.say(title);
    try {
      this.figures.push(...(await measure()));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.failures.push({ title, why });
      this.say(`${title}: failed`);
    }
  }
}
