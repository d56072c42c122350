import type { DueCertificate } from '@fleet/certificate-lifecycle';
import type { DeviceRegistry } from '@fleet/device-registry';
import type { Arrival, ProofEvent } from '@fleet/fleet-contract';
import type { DeviceAlerts } from '@fleet/iot-registry';

/** The ways to warn a device that has just come. */
export interface Warnings {
  readonly alerts: DeviceAlerts;
  /** Has a device warned that may not say when it listens, once it has had a minute for that. */
  readonly warnSoon?: (arrival: Arrival) => Promise<void>;
}

/**
 * A confirmation is older than this when a function was throttled, or tries again: its device may have left by now, and
 * a warning proves nothing.
 */
const freshMillis = 10_000;

/**
 * Answers the certificate in force, which is due, with a warning: whoever is away at the hour of the sweeps is warned
 * when it comes. A device that confirms listens already; it did not before it confirmed in older releases, and of any other
 * device nobody knows when it has subscribed.
 */
export async function answerWithWarning(
  {
    registry,
    warnings: { alerts, warnSoon },
    now,
  }: {
    readonly registry: Pick<DeviceRegistry, 'noteWarned'>;
    readonly warnings: Warnings;
    readonly now: () => Date;
  },
  { principal: certificateId, clientId: serial, source, at, connectedAt }: ProofEvent,
  due: DueCertificate,
): Promise<void> {
  if (source === 'presence') {
    if (connectedAt !== undefined) {
      await warnSoon?.({ serial, certificateId, connectedAt });
    }
    return;
  }
  await alerts.publishRotateCert(serial);
  const published = now();
  const isFresh = at !== undefined && published.getTime() - at.getTime() <= freshMillis;
  if (isFresh && due.warnedAt === undefined) {
    await registry.noteWarned(serial, certificateId, published);
  }
}
