import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { pino } from 'pino';
import { serveArrivals } from './arrivals/serve-arrivals';
import { composeArrivals, composeMonitor, composeWorker } from './compose';
import { serveMonitor, type MonitorAnswer } from './monitor';
import { readSettings } from './settings';
import { serveWorker } from './worker/serve-worker';

export { fleetIndexing } from './indexing/fleet-indexing';

const log = pino({ base: null });

// Made by the first call: the bundle is that of four functions, and each is handed only its own settings.
let monitoring: ReturnType<typeof serveMonitor> | undefined;
let working: ReturnType<typeof serveWorker> | undefined;
let arriving: ReturnType<typeof serveArrivals> | undefined;

/** The daily sweep. */
export function monitor(event: unknown, context: Context): Promise<MonitorAnswer> {
  monitoring ??= serveMonitor(composeMonitor(readSettings(process.env), log));
  return monitoring(event, context);
}

/** Behind the queue of a sweep that several functions share. */
export function worker(event: SQSEvent): Promise<SQSBatchResponse> {
  working ??= serveWorker(composeWorker(readSettings(process.env), log));
  return working(event);
}

/** Behind the queue of devices that have come with a certificate that is due. */
export function arrivals(event: SQSEvent): Promise<SQSBatchResponse> {
  arriving ??= serveArrivals(composeArrivals(readSettings(process.env), log));
  return arriving(event);
}
