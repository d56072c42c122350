import { isToStayAway } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import type { Logger } from 'pino';
import type { IotFleet } from '../devices/iot-fleet';
import type { CutOffDevice } from './cut-off-device';

/** What a look at a device that was cut off needs. */
export interface KeptAway {
  readonly registry: Pick<DeviceRegistry, 'find'>;
  readonly iot: Pick<IotFleet, 'connectedSince' | 'isActive' | 'disconnect'>;
  /** Has it looked at again, in a minute. */
  readonly lookAgain: (device: CutOffDevice) => Promise<void>;
  readonly now: () => Date;
  readonly log: Logger;
}

/** After so long without it, a client has understood that it is not wanted. */
const quietMillis = 60_000;

/**
 * AWS IoT ends the connections of an inactive certificate within a few minutes, and admits none (API reference,
 * UpdateCertificate). Lambda, too, ends what comes back some sixteen times (developer guide, Recursive loop detection),
 * which is after more than that.
 */
const longestMillis = 600_000;

/**
 * Ends the connection of a device that a sweep has cut off, if it has another one by now, and has it looked at again until
 * it was away for a minute; for ten minutes at most. Nothing is ended of a device that may be there: its certificate is
 * asked for right before that.
 */
export async function keepAway(kept: KeptAway, device: CutOffDevice): Promise<void> {
  const { registry, iot, lookAgain, now, log } = kept;
  const { serial: thingName, certificateId, endedAt } = device;
  if (!isToStayAway(await registry.find(thingName), certificateId, now())) {
    log.info({ thingName, certificateId }, 'was cut off, and may come back');
    return;
  }
  const isThere = (await iot.connectedSince(thingName)) !== undefined;
  if (isThere && (await iot.isActive(certificateId))) {
    log.info({ thingName, certificateId }, 'was cut off, and was brought back');
    return;
  }
  const { cuts, awaySince } = isThere ? await endedAgain(kept, device) : device;
  if (now().getTime() - awaySince.getTime() >= quietMillis) {
    log.info({ thingName, certificateId, cuts, endedAt, awaySince }, 'was cut off, and has stayed away');
  } else if (now().getTime() - endedAt.getTime() >= longestMillis) {
    log.warn({ thingName, certificateId, cuts, endedAt }, 'was cut off, and still comes back');
  } else {
    await lookAgain({ ...device, cuts, awaySince });
  }
}

/** Its session stays, as it does nobody harm: an operator may bring the device back at this very moment. */
async function endedAgain({ iot, now, log }: KeptAway, device: CutOffDevice): Promise<CutOffDevice> {
  const { serial: thingName, certificateId } = device;
  if (!(await iot.disconnect(thingName, 'is-kept'))) {
    return device;
  }
  const ended = { ...device, cuts: device.cuts + 1, awaySince: now() };
  log.warn({ thingName, certificateId, cuts: ended.cuts }, 'was cut off, and is there: disconnected again');
  return ended;
}
