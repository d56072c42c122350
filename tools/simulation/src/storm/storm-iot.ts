import * as iot from '@aws-sdk/client-iot';
import { controlPlaneService, type ControlPlane } from '@fleet/services/iot';
import type { CallCounts } from './call-counts';
import type { VirtualTime } from './virtual-time';

/** How the SDK's standard mode waits after a call that was throttled: doubled each time, drawn evenly from zero on. */
const throttledBaseMillis = 500;
const longestWaitMillis = 20_000;

/** What a call takes to AWS and back. */
export const callMillis = 20;

const context = {
  requestId: 'storm',
  service: 'iot',
  region: 'us-east-1',
  accountId: '123456789012',
  accessKeyId: 'storm',
  host: 'localhost',
  disconnected: new AbortController().signal,
};

export interface StormIotParts {
  readonly time: VirtualTime;
  readonly controlPlane: ControlPlane;
  readonly admits: (operation: string) => boolean;
  readonly counts: CallCounts;
  readonly random: () => number;
  /** How often the function tries a call, as its own settings say. */
  readonly attempts: number;
}

/**
 * A client of the real SDK whose calls local-cloud's AWS IoT answers, under its quotas. Its retries are those of the SDK,
 * on the time of the storm: the middleware that makes them would wait in real time.
 */
export function stormIot(parts: StormIotParts): iot.IoTClient {
  const { time, controlPlane, admits, counts, random, attempts } = parts;
  const service = controlPlaneService(controlPlane, { mqtt: () => 'localhost:8883' });
  const client = new iot.IoTClient({
    region: context.region,
    credentials: { accessKeyId: 'storm', secretAccessKey: 'storm' },
    cacheMiddleware: true,
  });
  client.middlewareStack.add(
    (_next, { commandName = 'unnamed' }) =>
      async ({ input }) => {
        const operation = commandName.replace(/Command$/, '');
        for (let tried = 1; ; tried += 1) {
          await time.pause(callMillis);
          if (admits(operation)) {
            counts.done(operation);
            break;
          }
          counts.throttled(operation);
          if (tried >= attempts) {
            throw new iot.ThrottlingException({ $metadata: {}, message: 'Rate exceeded' });
          }
          await time.sleep(Math.min(longestWaitMillis, random() * 2 ** (tried - 1) * throttledBaseMillis));
        }
        return { response: {}, output: { $metadata: {}, ...answered(service, operation, input) } };
      },
    { step: 'initialize', priority: 'high', name: 'stormIot' },
  );
  return client;
}

function answered(service: ReturnType<typeof controlPlaneService>, operation: string, input: object): object {
  const handler = service.handler(operation);
  if (handler === undefined) {
    throw new Error(`local-cloud has no ${operation}`);
  }
  try {
    const answer = handler(input, { ...context, operation });
    return typeof answer === 'object' && answer !== null ? answer : {};
  } catch (error) {
    throw asSdkError(error);
  }
}

function asSdkError(error: unknown): unknown {
  const options = { $metadata: {}, message: error instanceof Error ? error.message : 'failed' };
  return error instanceof Error && 'code' in error && error.code === 'ResourceNotFoundException'
    ? new iot.ResourceNotFoundException(options)
    : error;
}
