import type { Hono } from 'hono';
import { apiPaths, clockChange, faultRequest, type LogEvent } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import * as z from 'zod';
import { ApiError } from '../failures/api-error';
import { followLogs } from '../local/follow-logs';
import { addFault, listFaults, removeFaults } from '../local/local-faults';
import { eventStream } from '../streams/event-stream';
import { functionsOf } from './about-routes';
import type { ConsoleContext, LocalParts } from './console-context';
import { bodyOf, queryOf } from './request-values';

const logsQuery = z.strictObject({ function: z.string().max(64).optional() });

/** What only local-cloud can: its clock, its functions' logs as they come, faults. */
export function addLocalRoutes(app: Hono, context: ConsoleContext): void {
  const { local } = context;
  if (local === undefined) {
    return;
  }
  addClock(app, context, local);
  addFaults(app, context, local);
  app.get('/api/logs/stream', (request) => {
    const { cloud, failureOf, wait } = context;
    const known = functionsOf(cloud.fleet.names);
    const { function: name } = queryOf(request, logsQuery);
    if (name !== undefined && !known.includes(name)) {
      throw new ApiError('usage', 'This fleet has no such function.', 404);
    }
    const followed = {
      logs: cloud.logs,
      now: cloud.fleet.now,
      functions: name === undefined ? known : [name],
    };
    return eventStream<LogEvent>((events) => followLogs({ ...followed, failureOf, wait }, events));
  });
}

function addClock(app: Hono, context: ConsoleContext, { clock }: LocalParts): void {
  const { live, desk } = context;
  app.get(apiPaths.clock, async (request) => request.json(await clock.read()));
  app.post(apiPaths.clock, async (request) => {
    const change = await bodyOf(request, clockChange);
    const audited = { act: 'move-clock', what: 'local-cloud', options: change } as const;
    const moved = await desk.answer('move-clock', audited, () => clock.move(change));
    live.publish({ kind: 'time', now: moved.time });
    live.publish({ kind: 'changed', what: 'fleet' });
    return request.json(moved);
  });
}

function addFaults(app: Hono, context: ConsoleContext, { administer }: LocalParts): void {
  const changed = () => context.live.publish({ kind: 'changed', what: 'faults' });
  app.get(apiPaths.faults, async (request) => request.json({ faults: await listFaults(administer) }));
  app.post(apiPaths.faults, async (request) => {
    const wanted = await bodyOf(request, faultRequest);
    const audited = { act: 'set-fault', what: wanted.point, options: wanted } as const;
    const added = await context.desk.answer('set-faults', audited, () => addFault(administer, wanted));
    changed();
    return request.json(added);
  });
  const remove = async (id?: string) => {
    const audited = { act: 'remove-faults', what: id ?? 'all', options: defined({ id }) } as const;
    const removed = await context.desk.answer('set-faults', audited, () => removeFaults(administer, id));
    changed();
    return removed;
  };
  app.delete(apiPaths.faults, async (request) => request.json(await remove()));
  app.delete('/api/faults/:id', async (request) => request.json(await remove(request.req.param('id'))));
}
