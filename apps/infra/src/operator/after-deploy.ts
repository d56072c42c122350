import { setTimeout as pause } from 'node:timers/promises';
import type { IoT } from '@aws-sdk/client-iot';
import type { FleetNames } from '@fleet/fleet-contract';
import { turnOnFleetIndex } from '@fleet/iot-registry';

/** What looking after a deployed fleet needs. */
export interface Aftercare {
  readonly iot: IoT;
  readonly names: FleetNames;
  /** Aborted when the operator is asked to end. */
  readonly interruption: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * Brings back what a fleet needs and CloudFormation does not look at again: templates that an abandoned decommission
 * has left disabled, and the account's fleet index. Safe to repeat.
 * @throws InterruptedError
 */
export async function lookAfter(aftercare: Aftercare): Promise<void> {
  await reopenTemplates(aftercare);
  await reopenFleetIndex(aftercare);
}

/** An abandoned decommission leaves the templates disabled, which CloudFormation does not notice. */
async function reopenTemplates({ iot, names, say }: Aftercare): Promise<void> {
  for (const templateName of [names.provisioningTemplate, names.rotationTemplate]) {
    const { enabled } = await iot.describeProvisioningTemplate({ templateName });
    if (enabled !== false) {
      continue;
    }
    await iot.updateProvisioningTemplate({ templateName, enabled: true });
    say(`${templateName} was disabled by a decommission; it is enabled again.`);
  }
}

/** Somebody else in the account may have turned the index off since; CloudFormation does not notice that either. */
async function reopenFleetIndex({ iot, interruption, say }: Aftercare): Promise<void> {
  const turned = await turnOnFleetIndex(iot, async (milliseconds) => {
    await pause(milliseconds, undefined, { signal: interruption }).catch(() => undefined);
    interruption.throwIfAborted();
  });
  if (turned.outcome === 'on-already') {
    return;
  }
  const ready =
    turned.status === 'ACTIVE' ? '' : ' It is still being built; until then the monitor finds no devices.';
  say(`The account's fleet index was off, or without connectivity; it is on again.${ready}`);
}
