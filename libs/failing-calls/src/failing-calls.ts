/** Which call fails, and whether it has acted by then: when the answer is lost, what was asked for is done. */
export interface Failure {
  /** Counts from 1, over all ports. */
  readonly call: number;
  readonly moment: 'before it acts' | 'after it acted';
}

/** What a test has fail. */
export class FailedCallError extends Error {
  override readonly name = 'FailedCallError';
}

/** Counts the calls on the ports of a handler, and has one of them fail. */
export class FailingCalls {
  private calls = 0;

  /** @param failure absent where nothing is to fail */
  constructor(private readonly failure: Failure | undefined) {}

  /** Whether the call that is to fail was made. Without a failure: false. */
  get hasFailed(): boolean {
    return this.failure !== undefined && this.calls >= this.failure.call;
  }

  /** The same port, with a failing call. All of its methods have to be asynchronous. */
  on<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') {
          return member;
        }
        return (...given: readonly unknown[]) =>
          this.call(String(name), () => Reflect.apply(member, target, given));
      },
    });
  }

  private async call(name: string, act: () => unknown): Promise<unknown> {
    this.calls += 1;
    if (this.calls !== this.failure?.call) {
      return act();
    }
    if (this.failure.moment === 'after it acted') {
      await act();
    }
    throw new FailedCallError(`${name} failed ${this.failure.moment}`);
  }
}

/**
 * Runs a scenario undisturbed, and then with its first call failing, its second, and so on to its last, each before it
 * acts and after it acted. Whatever fails, it has to end in the same state.
 * @param scenario does its work over ports of `calls`, does it again as its caller would after a failure, and returns
 * the state that it ends in
 * @param compare gets the state after each failure beside the undisturbed one
 * @returns how many calls there are, for the test to show that it is about as many as it thinks
 */
export async function everyFailure<State>(
  scenario: (calls: FailingCalls) => Promise<State>,
  compare: (state: State, undisturbed: State, failure: Failure) => void,
): Promise<number> {
  const undisturbed = await scenario(new FailingCalls(undefined));
  for (let call = 1; ; call += 1) {
    for (const moment of ['before it acts', 'after it acted'] as const) {
      const failure = { call, moment };
      const calls = new FailingCalls(failure);
      const state = await scenario(calls);
      if (!calls.hasFailed) {
        return call - 1;
      }
      compare(state, undisturbed, failure);
    }
  }
}
