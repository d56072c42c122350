import { DelayCutShortError, underFault } from '@fleet/faults';
import type { FaultPoints, PointFamily } from '@fleet/faults';
import { AwsError } from './aws-error';
import type { ServedService } from './served-service';
import type { AwsService } from './service';
import { throttlingError } from './throttling';

/** Every operation of these services. */
export function apiFaultPoints(services: readonly AwsService[]): PointFamily {
  const points = new Set(
    services.flatMap(({ scope, operations }) => operations.map((operation) => pointOf(scope, operation))),
  );
  return {
    form: 'api:<service>:<operation>',
    has: (point) => points.has(point),
    effects: ['fail', 'throttle', 'delay', 'cut'],
    matches: [],
  };
}

/** The client's connection is to be closed, without an answer. */
class CutConnectionError extends Error {
  override readonly name = 'CutConnectionError';
}

export function isCut(error: unknown): boolean {
  return error instanceof CutConnectionError || error instanceof DelayCutShortError;
}

/** Answers a call as the faults on its operation have it. */
export function callUnderFault(
  { service, model }: ServedService,
  operation: string,
  { faults, call }: { readonly faults: FaultPoints; readonly call: () => unknown },
): Promise<unknown> {
  return underFault(
    { faults, point: pointOf(service.scope, operation) },
    {
      fail: ({ code, status, message = 'A fault was set on this call' }) =>
        new AwsError(code, message, status === undefined ? {} : { status }),
      throttle: () => throttlingError(model),
      cut: () => new CutConnectionError('a fault cut the connection'),
    },
    call,
  );
}

function pointOf(scope: string, operation: string): string {
  return `api:${scope}:${operation}`;
}
