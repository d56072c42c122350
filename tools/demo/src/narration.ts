import { styleText } from 'node:util';

/** What a step prints while it runs. */
export interface StepNarration {
  /** A line that stays. */
  readonly note: (line: string) => void;
  /** What it is doing right now, for a terminal. */
  readonly progress: (doing: string) => void;
}

/** Prints what the demo does, and how long each step took. */
export class Narration {
  private step = 0;

  constructor(
    private readonly out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Runs one step under a heading; a terminal sees it tick. */
  async runStep<Result>(heading: string, work: (step: StepNarration) => Promise<Result>): Promise<Result> {
    this.step += 1;
    const started = this.now();
    const elapsed = () => `${((this.now() - started) / 1_000).toFixed(1)} s`;
    this.line(this.paint('bold', `${this.step}. ${heading}`));
    let doing = '';
    const tick = () => this.out.write(`${this.eraseTick()}   … ${elapsed()} ${doing}`);
    const ticking = this.out.isTTY ? setInterval(tick, 500) : undefined;
    const note = (text: string) => this.line(`${this.eraseTick()}   ${text}`);
    const progress = (text: string) => void (doing = text);
    try {
      const result = await work({ note, progress });
      note(this.paint('green', `done in ${elapsed()}`));
      return result;
    } catch (error) {
      note(this.paint('red', `failed after ${elapsed()}`));
      throw error;
    } finally {
      clearInterval(ticking);
    }
  }

  line(text = ''): void {
    this.out.write(`${text}\n`);
  }

  paint(style: 'bold' | 'green' | 'red' | 'cyan' | 'dim', text: string): string {
    return this.out.isTTY && process.env['NO_COLOR'] === undefined ? styleText(style, text) : text;
  }

  private eraseTick(): string {
    return this.out.isTTY ? '\r\u001b[K' : '';
  }
}
