import { formatCertDate, isDue } from '@fleet/cert-dates';
import type { Device } from '../device/device';
import { readCertificate, type RegisteredIdentity } from '../identity/identity';
import { issueDate } from '../identity/issue-date';
import type { Timing } from '../timing/timing';
import type { RotationTrigger } from './rotation-trigger';

const checkEveryMillis = 6 * 60 * 60_000;

/**
 * Rotates when the certificate is overdue and no warning came: the device was away for months, or the message
 * got lost. The cloud warns daily from the due day on; the device speaks up by itself when half of the days of
 * grace have passed, so that a fleet whose warnings work never asks before its turn.
 */
export const dueTrigger: RotationTrigger = {
  async start(agent, { identity }, order, signal) {
    const check = async (): Promise<void> => {
      while (!signal.aborted) {
        if (isOverdue(identity, agent.device, agent.timing)) {
          order('due');
        }
        await agent.timing.sleep(checkEveryMillis, signal);
      }
    };
    check().catch((error: unknown) => {
      // The signal ends the sleep, and with it the checks.
      if (!signal.aborted) {
        const reason = error instanceof Error ? error.message : String(error);
        agent.report({ event: 'warning', message: `The age of the certificate cannot be told: ${reason}` });
      }
    });
    return Promise.resolve();
  },
};

function isOverdue(identity: RegisteredIdentity, device: Device, timing: Timing): boolean {
  return isDue({
    issuance: { kind: 'dated', date: formatCertDate(issueDate(readCertificate(identity))) },
    thingName: identity.record.thingName,
    today: formatCertDate(new Date(timing.now())),
    rotationDays: device.rotationDays + Math.ceil(device.graceDays / 2),
    spreadDays: 0,
  });
}
