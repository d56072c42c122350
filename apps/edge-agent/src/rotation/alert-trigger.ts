import { alertsTopic, parseAlert } from '@fleet/fleet-contract';
import type { RotationTrigger } from './rotation-trigger';

/** Rotates when the cloud warns on the thing's alerts topic. Every message there is reported as well. */
export const alertTrigger: RotationTrigger = {
  async start(agent, { identity, connection }, order, signal) {
    const alerts = alertsTopic(identity.record.thingName);
    const stop = connection.onMessage((topic, payload) => {
      if (topic !== alerts) {
        return;
      }
      agent.report({ event: 'message', topic, ...readable(payload) });
      if (parseAlert(payload)?.msg === 'rotate_cert') {
        order('alert');
      }
    });
    signal.addEventListener('abort', stop, { once: true });
    await connection.subscribe([alerts]);
    agent.report({ event: 'listening', topic: alerts });
  },
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readable(payload: Uint8Array): { payload: string; encoding: 'utf8' | 'base64' } {
  try {
    return { payload: utf8.decode(payload), encoding: 'utf8' };
  } catch {
    return { payload: Buffer.from(payload).toString('base64'), encoding: 'base64' };
  }
}
