import { confirmLate } from '../provisioning/prove-identity';
import type { RotationTrigger } from './rotation-trigger';

/** Rotates when the cloud warns on the thing's alerts topic, also in answer to the confirmation. */
export const alertTrigger: RotationTrigger = {
  async start(agent, carrier, order, signal) {
    const { warnings } = carrier;
    warnings.onWarning(
      ({ startsInSeconds }) =>
        order('alert', startsInSeconds === undefined ? undefined : startsInSeconds * 1_000),
      signal,
    );
    await warnings.subscribe();
    agent.report({ event: 'listening', topic: warnings.topic });
    if (carrier.isUnheard === true) {
      await confirmLate(agent, carrier, signal);
    }
  },
};
