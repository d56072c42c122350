import type { CallWatch } from './call-watch';

/** AWS answers no more: the function that has asked ends here, with whatever it has done so far. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';

  constructor() {
    super('AWS answers no call any more.');
  }
}

const writes = /^(Update|Detach|Delete|Put|Publish)/;

/** Where a function is stopped, and where something happens while it is at work. */
export class FaultPoint implements CallWatch {
  /** Calls that have changed something. */
  writes = 0;
  turns = 0;
  /** Calls that AWS did not answer. */
  failures = 0;
  /** All that were made, by the names of their operations. */
  calls: string[] = [];
  /** Something happens while a function is at work: what comes of both hangs on how their calls meet. */
  isShared = false;
  /** Asked at each call: whether AWS throttles it for as long as the SDK tries. */
  isThrottled: () => boolean = () => false;
  private stopAfter: number | undefined;
  private meanwhile: { turn: number; happens: () => Promise<void> } | undefined;

  /** @param stopAfter so many calls change something, and every later one fails; none fails when absent */
  begin(stopAfter?: number): void {
    this.writes = 0;
    this.turns = 0;
    this.failures = 0;
    this.calls = [];
    this.stopAfter = stopAfter;
    this.meanwhile = undefined;
    this.isShared = false;
  }

  /** How many calls may still change something; `undefined` when none fails. */
  get writesLeft(): number | undefined {
    return this.stopAfter === undefined ? undefined : this.stopAfter - this.writes;
  }

  /** While a function waits for its turn for the so-manieth time, counted from one, this happens. */
  duringTurn(turn: number, happens: () => Promise<void>): void {
    this.meanwhile = { turn, happens };
    this.isShared = true;
  }

  readonly before = (operation: string): void => {
    this.calls.push(operation);
    if ((this.stopAfter !== undefined && this.writes >= this.stopAfter) || this.isThrottled()) {
      this.failures += 1;
      throw new StoppedError();
    }
  };

  readonly after = (operation: string): void => {
    if (writes.test(operation)) {
      this.writes += 1;
    }
  };

  readonly turn = async (): Promise<void> => {
    this.turns += 1;
    const { meanwhile } = this;
    if (meanwhile?.turn === this.turns) {
      this.meanwhile = undefined;
      await meanwhile.happens();
    }
  };
}
