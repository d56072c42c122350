import type { Effect } from './effect';
import type { FaultPoints } from './fault-points';
import type { CallDetails } from './faults';

/** What the caller of some work gets to see of a fault, each as the error that the work then fails with. */
export interface FaultOutcomes {
  readonly fail: (effect: Extract<Effect, { kind: 'fail' }>) => Error;
  readonly throttle: () => Error;
  /** Absent where there is no connection that could be cut. */
  readonly cut?: () => Error;
  /** Absent where there is no answer that could be kept back. */
  readonly withhold?: () => Error;
}

/** Does some work as the faults at its point have it: late, not at all, or done without its caller knowing it. */
export async function underFault<Result>(
  call: { readonly faults: FaultPoints; readonly point: string; readonly details?: CallDetails },
  outcomes: FaultOutcomes,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const { faults, point, details } = call;
  const effect = faults.at(point, details);
  if (effect === undefined) {
    return work();
  }
  if (effect.kind === 'delay') {
    return delayed(effect, faults, work);
  }
  if (effect.kind === 'withhold' || ('when' in effect && effect.when === 'after')) {
    await work();
  }
  throw failureOf(effect, outcomes, point);
}

async function delayed<Result>(
  { millis, when }: Extract<Effect, { kind: 'delay' }>,
  faults: FaultPoints,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  if (when === 'before') {
    await faults.wait(millis);
    return work();
  }
  const result = await work();
  await faults.wait(millis);
  return result;
}

function failureOf(effect: Effect, { fail, throttle, cut, withhold }: FaultOutcomes, point: string): Error {
  if (effect.kind === 'fail') {
    return fail(effect);
  }
  if (effect.kind === 'throttle') {
    return throttle();
  }
  if (effect.kind === 'cut' && cut !== undefined) {
    return cut();
  }
  if (effect.kind === 'withhold' && withhold !== undefined) {
    return withhold();
  }
  throw new TypeError(`a fault was let "${effect.kind}" at ${point}, where it cannot`);
}
