import { setTimeout } from 'node:timers/promises';
import { IoTClient } from '@aws-sdk/client-iot';
import { customResourceHandler } from '@fleet/custom-resource';
import { pino } from 'pino';
import * as z from 'zod/mini';
import { thingIndex, turnOnFleetIndex, type AccountIndexing } from './turn-on-fleet-index';

/**
 * The account's fleet index as a custom resource. It belongs to the account and not to the stack: other projects may
 * have come to rely on it, so deleting the resource leaves it on.
 */
export function fleetIndexingHandler(account: AccountIndexing): (event: unknown) => Promise<void> {
  return customResourceHandler({
    properties: z.looseObject({}),
    physicalId: () => thingIndex,
    provide: async () => {
      await turnOnFleetIndex(account);
      return {};
    },
    remove: () => Promise.resolve(),
    log: account.log,
  });
}

/** Entry of the Lambda function behind the stack's `Custom::FleetIndexing` resource. */
export const fleetIndexing = fleetIndexingHandler({
  iot: new IoTClient({}),
  pause: setTimeout,
  log: pino({ name: 'fleet-indexing' }),
});
