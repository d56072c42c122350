import type { Hono } from 'hono';
import { apiPaths, type About, type LiveEvent } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { onlyLatest } from '../live/only-latest';
import { EventQueue } from '../streams/event-queue';
import { eventStream } from '../streams/event-stream';
import type { ConsoleContext } from './console-context';

export function addAboutRoutes(app: Hono, context: ConsoleContext): void {
  app.get(apiPaths.about, async (request) => request.json(await aboutOf(context)));
  app.get(apiPaths.events, () =>
    eventStream<LiveEvent>(async (events) => {
      const { gone } = events;
      const queue = new EventQueue(events, onlyLatest);
      queue.add({ kind: 'time', now: context.cloud.fleet.now().toISOString() });
      context.live.listen((event) => queue.add(event), gone);
      await new Promise<void>((resolve) => gone.addEventListener('abort', () => resolve(), { once: true }));
    }),
  );
}

async function aboutOf({ cloud, guard, versions, failureOf }: ConsoleContext): Promise<About> {
  const { config, place, now } = cloud.fleet;
  // Who it is can be asked again; which fleet it is can be said without.
  const caller = await cloud.caller().then(
    ({ account, arn }) => ({ account, caller: arn }),
    (error: unknown) => ({ callerUnknown: failureOf(error).message }),
  );
  const { models, claimGeneration, rotationDays, spreadDays, graceDays, offlineDays, presenceRule, enforce } =
    config;
  return {
    resourceTag: config.resourceTag,
    place,
    isLocal: cloud.isLocal,
    ...caller,
    ...defined({ region: cloud.region, readOnly: guard.readOnly }),
    acts: [...guard.availability()],
    models: [...models],
    claimGeneration,
    rotationDays,
    spreadDays,
    graceDays,
    presenceRule,
    enforce,
    hasAlarms: config.alarms,
    ...defined({ offlineDays }),
    functions: cloud.isLocal ? functionsOf(cloud.fleet.names) : [],
    now: now().toISOString(),
    versions,
  };
}

export function functionsOf(names: ConsoleContext['cloud']['fleet']['names']): string[] {
  const { provisionHook, rotationHook, proofHandler, rotationMonitor, rotationWorker } = names;
  const { arrivalWarning, claimFunction, oldVersions, fleetIndexing } = names;
  return [
    ...[provisionHook, rotationHook, proofHandler, rotationMonitor, rotationWorker],
    ...[arrivalWarning, claimFunction, oldVersions, fleetIndexing],
  ];
}
