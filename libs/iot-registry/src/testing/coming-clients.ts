import { IoTDataPlaneClient, ResourceNotFoundException } from '@aws-sdk/client-iot-data-plane';
import * as z from 'zod';
import type { ElapsingTime } from '../disconnection';

const request = z.object({ clientId: z.string() });

/** Clients that connect at certain moments of a time of their own, and stay until they are disconnected. */
export class ComingClients {
  nowMillis = 0;
  /** Thrown by every call. */
  failure: Error | undefined;
  /** When each connection was ended. */
  readonly cutAt: number[] = [];
  readonly inputs: object[] = [];
  readonly iotData = new IoTDataPlaneClient({ region: 'us-east-1' });
  readonly time: ElapsingTime = {
    nowMillis: () => this.nowMillis,
    wait: (millis) => {
      this.nowMillis += millis;
      return Promise.resolve();
    },
  };
  private readonly arrivals = new Map<string, readonly number[]>();

  constructor() {
    this.iotData.middlewareStack.add(
      () =>
        ({ input }) => {
          this.inputs.push(input);
          if (this.failure !== undefined) {
            return Promise.reject(this.failure);
          }
          return this.end(request.parse(input).clientId)
            ? Promise.resolve({ response: {}, output: { $metadata: {} } })
            : Promise.reject(new ResourceNotFoundException({ message: 'not there', $metadata: {} }));
        },
      { step: 'initialize', priority: 'high' },
    );
  }

  /** @param atMillis in ascending order */
  connects(clientId: string, ...atMillis: readonly number[]): void {
    this.arrivals.set(clientId, atMillis);
  }

  private end(clientId: string): boolean {
    const arrivals = this.arrivals.get(clientId) ?? [];
    const later = arrivals.filter((at) => at > this.nowMillis);
    this.arrivals.set(clientId, later);
    if (later.length === arrivals.length) {
      return false;
    }
    this.cutAt.push(this.nowMillis);
    return true;
  }
}
