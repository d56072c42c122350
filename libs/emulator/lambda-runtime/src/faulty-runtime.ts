import { DelayCutShortError } from '@fleet/faults';
import type { Effect, FaultPoints, PointFamily } from '@fleet/faults';
import { RuntimeClosedError, TooManyInvocationsError } from './errors';
import type { InvocationOutcome, InvocationRequest } from './function';
import { timedOut } from './guest-messages';
import type { ShapedError } from './guest-messages';
import type { LambdaRuntime } from './runtime';

/** Every function, also one that is still to be made. */
export const functionFaultPoints: PointFamily = {
  form: 'function:<name>',
  has: (point) => /^function:[A-Za-z0-9_-]{1,64}$/.test(point),
  effects: ['fail', 'throttle', 'delay'],
  matches: [],
};

/** A runtime whose functions are as slow, or fail, as faults have it. */
export function faultyRuntime(runtime: LambdaRuntime, faults: FaultPoints): LambdaRuntime {
  return {
    invoke: (request) => {
      const effect = faults.at(`function:${request.function.name}`);
      return effect === undefined
        ? runtime.invoke(request)
        : invokeUnder(effect, request, { runtime, faults });
    },
    retire: (functionArn) => runtime.retire(functionArn),
    processIds: () => runtime.processIds(),
    close: () => runtime.close(),
  };
}

async function invokeUnder(
  effect: Effect,
  request: InvocationRequest,
  { runtime, faults }: { runtime: LambdaRuntime; faults: FaultPoints },
): Promise<InvocationOutcome> {
  const { name } = request.function;
  if (effect.kind === 'throttle') {
    throw new TooManyInvocationsError('ReservedFunctionConcurrentInvocationLimitExceeded', name);
  }
  if (effect.kind === 'delay') {
    return slow(effect, request, { runtime, faults });
  }
  if (effect.kind !== 'fail') {
    throw new TypeError(`a fault was let "${effect.kind}" at a function, where it cannot`);
  }
  if (effect.when === 'after') {
    await runtime.invoke(request);
  }
  const { code: errorType, message: errorMessage = 'A fault was set on this function' } = effect;
  return failed({ errorType, errorMessage }, 0);
}

/** Before: the function is late to begin. After: it is late to answer. Either way its timeout counts that time too. */
async function slow(
  { millis, when }: Extract<Effect, { kind: 'delay' }>,
  request: InvocationRequest,
  { runtime, faults }: { runtime: LambdaRuntime; faults: FaultPoints },
): Promise<InvocationOutcome> {
  const { requestId, function: fn } = request;
  const timeoutMillis = fn.timeoutSeconds * 1_000;
  const waited = faults.wait(Math.min(millis, timeoutMillis)).catch((error: unknown) => {
    throw error instanceof DelayCutShortError ? new RuntimeClosedError(fn.name) : error;
  });
  const isTooSlow = millis >= timeoutMillis;
  if (when === 'before') {
    await waited;
    if (isTooSlow) {
      return failed(timedOut(requestId, timeoutMillis), timeoutMillis);
    }
    const late = await runtime.invoke(request);
    return { ...late, durationMillis: late.durationMillis + millis };
  }
  const [outcome] = await Promise.all([runtime.invoke(request), waited]);
  return isTooSlow
    ? failed(timedOut(requestId, timeoutMillis), timeoutMillis)
    : { ...outcome, durationMillis: Math.max(outcome.durationMillis, millis) };
}

function failed(error: ShapedError, durationMillis: number): InvocationOutcome {
  return { payload: JSON.stringify(error), functionError: 'Unhandled', logTail: '', durationMillis };
}
