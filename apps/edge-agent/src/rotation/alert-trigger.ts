import { alertsTopic, parseAlert } from '@fleet/fleet-contract';
import type { RotationTrigger } from './rotation-trigger';

/**
 * Rotates when the cloud warns on the thing's alerts topic. One that was stored while the device was away comes before
 * this listens, and is no order: it may be about the certificate before, and the cloud warns again every day.
 */
export const alertTrigger: RotationTrigger = {
  async start(agent, { identity, connection }, order, signal) {
    const alerts = alertsTopic(identity.record.thingName);
    const stop = connection.onMessage((topic, payload) => {
      if (topic === alerts && parseAlert(payload)?.msg === 'rotate_cert') {
        order('alert');
      }
    });
    signal.addEventListener('abort', stop, { once: true });
    await connection.subscribe([alerts], { qos: 1 });
    agent.report({ event: 'listening', topic: alerts });
  },
};
