import { setTimeout } from 'node:timers/promises';
import { IoTClient } from '@aws-sdk/client-iot';
import { customResourceHandler } from '@fleet/custom-resource';
import { thingIndex, turnOnFleetIndex } from '@fleet/iot-registry';
import { pino, type Logger } from 'pino';
import * as z from 'zod/mini';

export interface FleetIndexing {
  iot: IoTClient;
  pause: (milliseconds: number) => Promise<unknown>;
  log: Logger;
}

/**
 * The account's fleet index as a custom resource. It belongs to the account and not to the stack: other projects may
 * have come to rely on it, so deleting the resource leaves it on.
 */
export function fleetIndexingHandler({ iot, pause, log }: FleetIndexing): (event: unknown) => Promise<void> {
  return customResourceHandler({
    properties: z.looseObject({}),
    physicalId: () => thingIndex,
    provide: async () => {
      const turned = await turnOnFleetIndex(iot, pause);
      if (turned.outcome === 'on-already') {
        log.info('the fleet index is on already');
      } else {
        log.info(turned, 'the fleet index is turned on');
      }
      return {};
    },
    remove: () => Promise.resolve(),
    log,
  });
}

/** Entry of the Lambda function behind the stack's `Custom::FleetIndexing` resource. */
export const fleetIndexing = fleetIndexingHandler({
  iot: new IoTClient({}),
  pause: setTimeout,
  log: pino({ name: 'fleet-indexing' }),
});
