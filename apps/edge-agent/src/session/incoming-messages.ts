import { alertsTopic } from '@fleet/fleet-contract';
import type { Agent } from '../agent';

/**
 * Hands what is published to the device on to its own programs, as events, over whichever connection it comes and
 * whatever goes on there. Other topics than the device's own are none of theirs: they are taken, and dropped.
 *
 * @param full whether an event would be lost now: then the message stays in the cloud until the next connection
 */
export function reportMessages(report: Agent['report'], full: () => boolean): Agent['takeMessage'] {
  return (thingName, topic, payload) => {
    if (topic !== alertsTopic(thingName)) {
      return true;
    }
    if (full()) {
      return false;
    }
    report({ event: 'message', topic, ...readable(payload) });
    return true;
  };
}

/** For a command that hands nothing on: what has come waits in the cloud for the agent that runs next. */
export const leaveMessages: Agent['takeMessage'] = () => false;

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readable(payload: Uint8Array): { payload: string; encoding: 'utf8' | 'base64' } {
  try {
    return { payload: utf8.decode(payload), encoding: 'utf8' };
  } catch {
    return { payload: Buffer.from(payload).toString('base64'), encoding: 'base64' };
  }
}
