import { jitterDays } from '@fleet/cert-dates';
import { isProgramFault } from '@fleet/program-faults';
import type { Agent } from '../agent';
import { readCertificate, type RegisteredIdentity } from '../identity/identity';
import { issueDate } from '../identity/issue-date';
import { ageOf } from './certificate-age';
import type { RotationTrigger } from './rotation-trigger';

/** Also how soon a clock that was set after the start is noticed. */
const checkEveryMillis = 6 * 60 * 60_000;

/**
 * Rotates when the certificate is overdue and no warning came: the device was away for months, or the message
 * got lost. The cloud warns daily from the due day on; the device speaks up by itself when half of the days of
 * grace have passed, so that a fleet whose warnings work never asks before its turn.
 */
export const dueTrigger: RotationTrigger = {
  start(agent, { identity }, order, signal) {
    const warned = new Set<string>();
    const warnOnce = (message: string): void => {
      if (!warned.has(message)) {
        warned.add(message);
        agent.report({ event: 'warning', message });
      }
    };
    const check = (): void => {
      try {
        if (isOverdue(agent, identity, warnOnce)) {
          order('due');
        }
      } catch (error) {
        if (isProgramFault(error)) {
          throw error;
        }
        const reason = error instanceof Error ? error.message : String(error);
        warnOnce(`The age of the certificate is unknown: ${reason}`);
      }
    };
    void checkUntil(agent, check, signal);
    return Promise.resolve();
  },
};

async function checkUntil(agent: Agent, check: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    check();
    // Its one way to fail is the signal, which ends the checks.
    await agent.timing.sleep(checkEveryMillis, signal).catch(() => undefined);
  }
}

function isOverdue(agent: Agent, identity: RegisteredIdentity, warn: (message: string) => void): boolean {
  const { device, timing } = agent;
  const age = ageOf({
    issued: issueDate(readCertificate(identity)),
    received: new Date(identity.record.issuedAt),
    now: new Date(timing.now()),
  });
  if (age.clock === 'behind') {
    warn(
      "The device's clock is behind the issue date of its certificate. Until the clock is set, the agent " +
        'rotates only when the cloud warns.',
    );
  }
  const dueAfter = device.rotationDays + jitterDays(identity.record.thingName, device.spreadDays);
  return age.days >= dueAfter + Math.ceil(device.graceDays / 2);
}
