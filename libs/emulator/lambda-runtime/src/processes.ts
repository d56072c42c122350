import type { ExecutionEnvironment } from './execution-environment';

/** The processes of all functions: those that run, and those that are about to be started. */
export class Processes {
  /** In the order in which they last worked. */
  private readonly live = new Set<ExecutionEnvironment>();
  private starting = 0;
  private onceNone: (() => void) | undefined;

  /** @param most so many at a time */
  constructor(private readonly most: number) {}

  get hasRoom(): boolean {
    return this.live.size + this.starting < this.most;
  }

  ids(): number[] {
    return [...this.live].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Keeps the room of a process that is about to be started, until `giveUpRoom`. */
  keepRoom(): void {
    this.starting += 1;
  }

  /** To be called in the same moment in which the process is added, or cannot be started. */
  giveUpRoom(): void {
    this.starting -= 1;
    this.tellIfNone();
  }

  add(environment: ExecutionEnvironment): void {
    this.live.add(environment);
  }

  hasWorked(environment: ExecutionEnvironment): void {
    this.live.delete(environment);
    this.live.add(environment);
  }

  longestIdle(): ExecutionEnvironment | undefined {
    for (const environment of this.live) {
      if (environment.state === 'idle') {
        return environment;
      }
    }
    return undefined;
  }

  hasEnded(environment: ExecutionEnvironment): void {
    this.live.delete(environment);
    this.tellIfNone();
  }

  /** Ends all, and waits for those too that are about to be started. */
  async endAll(): Promise<void> {
    for (const environment of this.live) {
      environment.end();
    }
    if (!this.areNone) {
      await new Promise<void>((resolve) => (this.onceNone = resolve));
    }
  }

  private get areNone(): boolean {
    return this.live.size === 0 && this.starting === 0;
  }

  private tellIfNone(): void {
    if (this.areNone) {
      this.onceNone?.();
    }
  }
}
