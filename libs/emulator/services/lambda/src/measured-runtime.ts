import { TooManyInvocationsError } from '@fleet/lambda-runtime';
import type { InvocationRequest, LambdaRuntime } from '@fleet/lambda-runtime';

/** What Lambda measures of its functions. */
export interface FunctionMeasures {
  /** @param running how many invocations of the function there are with this one */
  begun(functionName: string, running: number): void;
  ended(
    functionName: string,
    invocation: { readonly durationMillis: number; readonly isFailure: boolean },
  ): void;
  throttled(functionName: string): void;
}

/** A runtime that tells of its invocations. */
export function measuredRuntime(runtime: LambdaRuntime, measures: FunctionMeasures): LambdaRuntime {
  const running = new Map<string, number>();
  const change = (name: string, by: number): number => {
    const now = (running.get(name) ?? 0) + by;
    if (now === 0) {
      running.delete(name);
    } else {
      running.set(name, now);
    }
    return now;
  };
  const invoke = async (request: InvocationRequest) => {
    const { name } = request.function;
    measures.begun(name, change(name, 1));
    try {
      const outcome = await runtime.invoke(request);
      const { durationMillis, functionError } = outcome;
      measures.ended(name, { durationMillis, isFailure: functionError !== undefined });
      return outcome;
    } catch (error) {
      if (error instanceof TooManyInvocationsError) {
        measures.throttled(name);
      }
      throw error;
    } finally {
      change(name, -1);
    }
  };
  return {
    invoke,
    retire: (functionArn) => runtime.retire(functionArn),
    processIds: () => runtime.processIds(),
    close: () => runtime.close(),
  };
}
