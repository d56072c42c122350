import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { certificateInForce, turnLeft } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import { parseArrival, type Arrival } from '@fleet/fleet-contract';
import { isSameConnection, type DeviceAlerts } from '@fleet/iot-registry';
import type { Logger } from 'pino';
import { keepAway, type KeptAway } from './keep-away';

export interface Arrivals extends KeptAway {
  readonly registry: Pick<DeviceRegistry, 'find' | 'noteWarned'>;
  readonly alerts: DeviceAlerts;
  readonly log: Logger;
}

/**
 * Warns devices that have come a minute ago with a certificate that is due, and keeps those away that a sweep has cut off.
 * What cannot be done goes back to the queue, and in the end to the dead-letter queue: that a device is still there is
 * asked anew each time.
 */
export function serveArrivals(arrivals: Arrivals): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        await attendArrival(arrivals, parseArrival(body));
      } catch (error) {
        arrivals.log.error({ err: error, messageId }, 'a message about a device could not be processed');
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

function attendArrival(arrivals: Arrivals, { cutOff, ...arrival }: Arrival): Promise<void> {
  const { serial, certificateId } = arrival;
  return cutOff === undefined
    ? warnArrival(arrivals, arrival)
    : keepAway(arrivals, { serial, certificateId, ...cutOff });
}

async function warnArrival(arrivals: Arrivals, arrival: Arrival): Promise<void> {
  const { serial, certificateId } = arrival;
  const { registry, alerts, iot, now, log } = arrivals;
  const current = certificateInForce(await registry.find(serial));
  // It may have rotated since, or was forgotten.
  if (current?.certificateId !== certificateId || current.dueNotedAt === undefined) {
    return;
  }
  const warned = now();
  await alerts.publishRotateCert(serial, turnLeft(current, warned));
  if (current.warnedAt !== undefined) {
    return;
  }
  // Asked once the warning is out: a connection that is there was there at that moment, too.
  const since = await iot.connectedSince(serial);
  const isThere = since !== undefined && (await isConnectionOf(registry, arrival, since));
  if (!isThere || since > warned) {
    log.info({ thingName: serial }, 'left before it was warned');
    return;
  }
  await registry.noteWarned(serial, certificateId, now());
  log.info({ thingName: serial, certificateId }, 'has come and was warned for the first time');
}

/**
 * Whether a connection is the one that the device came with, or a later one of the same certificate. A client id has one
 * connection at a time, so that the one which is there and had begun before a confirmation has carried it.
 */
async function isConnectionOf(
  registry: Arrivals['registry'],
  { serial, certificateId, source, connectedAt }: Arrival,
  since: Date,
): Promise<boolean> {
  if (source === 'confirmation' ? since <= connectedAt : isSameConnection(since, connectedAt)) {
    return true;
  }
  const latest = certificateInForce(await registry.find(serial));
  return (
    latest?.certificateId === certificateId &&
    latest.connectedAt !== undefined &&
    isSameConnection(since, new Date(latest.connectedAt))
  );
}
