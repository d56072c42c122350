import type { Context, Hono } from 'hono';
import {
  apiPaths,
  bulkRequest,
  deviceActRequest,
  deviceQuery,
  type Availability,
  type DeviceActRequest,
  type DeviceDecisions,
  type DevicePage,
} from '@fleet/fleet-console-api';
import { parseSerial } from '@fleet/fleet-contract';
import { checkPermittedCertificate } from '@fleet/fleet-operations';
import { WorkLimit } from '../answers/work-limit';
import { ApiError } from '../failures/api-error';
import { workStream } from '../streams/work-stream';
import { deviceDecisionsOf } from '../views/device-decisions';
import { devicePageOf } from '../views/device-page';
import { deviceListOf } from '../views/device-list';
import { actsOnDevice } from '../acts/acts-on-device';
import type { ConsoleContext } from './console-context';
import { bodyOf, queryOf } from './request-values';

/** Somebody may open a tab for each of many devices: AWS has quotas for what they ask. */
const [decisionsAtOnce, pagesAtOnce] = [2, 8];

export function addDeviceRoutes(app: Hono, { cloud, desk, guard, failureOf }: ConsoleContext): void {
  const actsOf = (page: Omit<DevicePage, 'acts'>): readonly Availability[] => actsOnDevice(page, guard);
  const decisions = cloud.share<DeviceDecisions>();
  const [decisionLimit, pageLimit] = [new WorkLimit(decisionsAtOnce), new WorkLimit(pagesAtOnce)];
  app.get('/api/devices', async (context) => {
    return context.json(await deviceListOf(cloud, queryOf(context, deviceQuery)));
  });
  app.get('/api/devices/:serial', async (context) => {
    const serial = serialIn(context);
    return context.json(await pageLimit.run(() => devicePageOf(cloud, serial, actsOf)));
  });
  app.get('/api/devices/:serial/decisions', async (context) => {
    const serial = serialIn(context);
    const read = () => decisionLimit.run(() => deviceDecisionsOf(cloud, serial, failureOf));
    return context.json(await decisions.get(serial, read));
  });
  app.post('/api/devices/:serial/acts', async (context) => {
    const serial = serialIn(context);
    const request = await bodyOf(context, deviceActRequest);
    guard.require(request.act);
    checked(request);
    confirmed(request, serial, 'the serial');
    return workStream((queue) => desk.performOne(queue, desk.wanted(serial, request)));
  });
  app.post(apiPaths.bulkActs, async (context) => {
    const { request, serials } = await bodyOf(context, bulkRequest);
    guard.require(request.act);
    const { resourceTag } = cloud.fleet.names;
    checked(request);
    confirmed(request, resourceTag, 'the tag of the fleet');
    const chosen = [...new Set(serials.map((serial) => parseSerial(serial)))];
    return workStream((queue) => desk.performAll(queue, request, chosen));
  });
}

/** @throws UsageError for what would never be done, before anything is begun */
function checked(request: DeviceActRequest): void {
  if (request.act === 'permit') {
    checkPermittedCertificate(request.kind, request.certificate, 'certificate');
  }
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
