import type { DueCertificate } from '@fleet/certificate-lifecycle';
import type { Arrival, ProofEvent } from '@fleet/fleet-contract';
import type { DeviceAlerts } from '@fleet/iot-registry';

/** The ways to warn a device that has just come. */
export interface Warnings {
  readonly alerts: DeviceAlerts;
  /** Has a device warned in a minute, when it has subscribed, which counts if it is still there. */
  readonly warnSoon?: (arrival: Arrival) => Promise<void>;
  /** Whether AWS IoT tells of each connection, too. */
  readonly presenceRule: boolean;
}

/**
 * Answers the certificate in force, which is due, with a warning: whoever is away at the hour of the sweeps is warned
 * when it comes. A device that confirms listens already, and is warned at once; it did not before it confirmed in older
 * releases, and of any other device nobody knows when it has subscribed.
 *
 * That does not count as heard: the device may have left since, and AWS IoT needs a while to say so. A minute later the
 * device is warned again, and the warning counts if the same connection is still there. The lifecycle event of that
 * connection brings this about, or the confirmation where no such event comes.
 */
export async function answerWithWarning(
  { alerts, warnSoon, presenceRule }: Warnings,
  { principal: certificateId, clientId: serial, source, at, connectedAt }: ProofEvent,
  due: DueCertificate,
): Promise<void> {
  if (source === 'presence') {
    if (connectedAt !== undefined) {
      await warnSoon?.({ serial, certificateId, source, connectedAt });
    }
    return;
  }
  await alerts.publishRotateCert(serial, due.startsInSeconds);
  if (!presenceRule && at !== undefined && due.warnedAt === undefined) {
    await warnSoon?.({ serial, certificateId, source, connectedAt: at });
  }
}
