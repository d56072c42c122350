import type { Context, Hono } from 'hono';
import {
  apiPaths,
  bulkRequest,
  deviceActRequest,
  deviceQuery,
  type Availability,
  type DevicePage,
} from '@fleet/fleet-console-api';
import { parseSerial } from '@fleet/fleet-contract';
import { ApiError } from '../failures/api-error';
import { workStream } from '../streams/work-stream';
import { deviceDecisionsOf } from '../views/device-decisions';
import { devicePageOf } from '../views/device-page';
import { searchDevices } from '../views/index-search';
import { asksRecords, searchRecords } from '../views/record-search';
import { actsOnDevice } from '../acts/acts-on-device';
import type { ConsoleContext } from './console-context';
import { bodyOf, queryOf } from './request-values';

export function addDeviceRoutes(app: Hono, { cloud, desk, guard, failureOf }: ConsoleContext): void {
  const actsOf = (page: Omit<DevicePage, 'acts'>): readonly Availability[] => actsOnDevice(page, guard);
  app.get('/api/devices', async (context) => {
    const query = queryOf(context, deviceQuery);
    return context.json(
      asksRecords(query) ? await searchRecords(cloud.fleet, query) : await searchDevices(cloud.fleet, query),
    );
  });
  app.get('/api/devices/:serial', async (context) =>
    context.json(await devicePageOf(cloud, serialIn(context), actsOf)),
  );
  app.get('/api/devices/:serial/decisions', async (context) =>
    context.json(await deviceDecisionsOf(cloud, serialIn(context), failureOf)),
  );
  app.post('/api/devices/:serial/acts', async (context) => {
    const serial = serialIn(context);
    const request = await bodyOf(context, deviceActRequest);
    guard.require(request.act);
    confirmed(request, serial, 'the serial');
    return workStream((queue) => desk.performOne(queue, desk.wanted(serial, request)));
  });
  app.post(apiPaths.bulkActs, async (context) => {
    const { request, serials } = await bodyOf(context, bulkRequest);
    guard.require(request.act);
    const { resourceTag } = cloud.fleet.names;
    confirmed(request, resourceTag, 'the tag of the fleet');
    const chosen = [...new Set(serials.map((serial) => parseSerial(serial)))];
    return workStream((queue) => desk.performAll(queue, request, chosen));
  });
}

/** What is removed does not come back: who removes types what it is. */
function confirmed(
  request: { readonly act: string; readonly dryRun: boolean; readonly confirm?: string | undefined },
  expected: string,
  what: string,
): void {
  if (request.act === 'remove' && !request.dryRun && request.confirm !== expected) {
    throw new ApiError('usage', `Nothing was removed: type ${what}, ${expected}, to confirm it.`);
  }
}

/** @throws InadmissibleSerialError */
function serialIn({ req }: Context): string {
  return parseSerial(req.param('serial'));
}
