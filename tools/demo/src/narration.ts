import { styleText } from 'node:util';

/** Tells a person what the demo does, and how long each step took. */
export class Narration {
  private step = 0;

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Runs one step under a heading; a terminal sees it tick. */
  async tell<Result>(
    heading: string,
    work: (note: (line: string) => void) => Promise<Result>,
  ): Promise<Result> {
    this.step += 1;
    const started = this.now();
    const elapsed = () => `${((this.now() - started) / 1_000).toFixed(1)} s`;
    this.line(`${this.paint('bold', `${this.step}. ${heading}`)}`);
    const ticking = this.out.isTTY
      ? setInterval(() => this.out.write(`\r   … ${elapsed()} `), 500)
      : undefined;
    const note = (text: string) => this.line(`${this.eraseTick()}   ${text}`);
    try {
      const result = await work(note);
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
