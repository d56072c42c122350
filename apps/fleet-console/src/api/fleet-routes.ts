import type { Hono } from 'hono';
import { apiPaths } from '@fleet/fleet-console-api';
import { countRecords, counted } from '@fleet/fleet-operations';
import * as z from 'zod';
import { doneEvent, runWork } from '../acts/run-work';
import { workStream } from '../streams/work-stream';
import { fleetAgesOf } from '../views/fleet-ages';
import { fleetAlarmsOf } from '../views/fleet-alarms';
import { fleetCountsOf } from '../views/fleet-counts';
import { fleetRefusalsOf } from '../views/fleet-refusals';
import { fleetSweepsOf } from '../views/fleet-sweeps';
import type { ConsoleContext } from './console-context';
import { queryOf } from './request-values';

const sweepsQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) });
const refusalsQuery = z.strictObject({ hours: z.coerce.number().int().min(1).max(336).default(24) });

export function addFleetRoutes(app: Hono, { cloud, failureOf }: ConsoleContext): void {
  const sweeps = cloud.share<Awaited<ReturnType<typeof fleetSweepsOf>>>();
  const refusals = cloud.share<Awaited<ReturnType<typeof fleetRefusalsOf>>>();
  const alarms = cloud.share<Awaited<ReturnType<typeof fleetAlarmsOf>>>();
  app.get(apiPaths.fleet, async (context) => context.json(await fleetCountsOf(cloud)));
  app.get(apiPaths.ages, async (context) => context.json(await fleetAgesOf(cloud)));
  app.get('/api/fleet/sweeps', async (context) => {
    const { days } = queryOf(context, sweepsQuery);
    return context.json(await sweeps.get(String(days), () => fleetSweepsOf(cloud, days)));
  });
  app.get('/api/fleet/refusals', async (context) => {
    const { hours } = queryOf(context, refusalsQuery);
    return context.json(await refusals.get(String(hours), () => fleetRefusalsOf(cloud, hours)));
  });
  app.get(apiPaths.alarms, async (context) =>
    context.json(await alarms.get('all', () => fleetAlarmsOf(cloud))),
  );
  app.get(apiPaths.records, () =>
    workStream(async (queue) => {
      const failure = await runWork(queue, { finishes: false }, failureOf, async (output) => {
        const counts = await countRecords(cloud.patientFleet, output);
        await output.result(`${counted(counts.records, 'record')} read.`, counts);
      });
      queue.add(doneEvent(failure));
    }),
  );
}
