/** Where progress is shown: standard error. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/** A terminal shows one line, written anew. */
const onTerminalMillis = 200;

/** A log gets a line now and then, so that somebody who waits sees that there is something to wait for. */
const inLogMillis = 10_000;

const lineStart = '\r\u001B[K';

/** Tells how far long work has come, in one line of a terminal; elsewhere in a line every ten seconds. */
export class ProgressLine {
  private readonly isTerminal: boolean;
  private last: number;
  private isShown = false;

  constructor(
    private readonly stream: ProgressStream,
    private readonly now: () => number = Date.now,
  ) {
    this.isTerminal = stream.isTTY === true;
    this.last = now();
  }

  /** @param words asked for only when they are shown */
  show(words: () => string): void {
    const at = this.now();
    if (at - this.last < (this.isTerminal ? onTerminalMillis : inLogMillis)) {
      return;
    }
    this.last = at;
    this.stream.write(this.isTerminal ? `${lineStart}${words()}` : `${words()}\n`);
    this.isShown = this.isTerminal;
  }

  /** Before anything else is printed, and at the end: nothing is left of it on the terminal. */
  clear(): void {
    if (this.isShown) {
      this.stream.write(lineStart);
      this.isShown = false;
    }
  }
}
