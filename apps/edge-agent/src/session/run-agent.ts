import type { Agent } from '../agent';
import type { Carrier } from '../provisioning/carrier';
import { bringUp } from '../provisioning/bring-up';
import { Patience } from '../provisioning/patience';
import { stayConnected, type SessionParts } from './stay-connected';

/** A connection that lasted this long was a good one: the next loss is a new story. */
const stableMillis = 60_000;

/**
 * Keeps the device connected under an identity of its own, for good: provisions when needed, reconnects, rotates.
 * Gives up on nothing that can pass.
 *
 * @throws the signal's reason once it is aborted and the goodbye is said; DeviceFolderError
 */
export async function runAgent(agent: Agent, parts: SessionParts, signal: AbortSignal): Promise<never> {
  const patience = new Patience(agent);
  let latest: string | undefined;
  const onCarrier = (carrier: Carrier): void => {
    latest = carrier.identity.name;
    parts.onCarrier(carrier);
  };
  for (;;) {
    let failure: unknown;
    try {
      const carrier = await bringUp(agent, { useClaim: false, patience }, signal);
      const since = agent.timing.elapsed();
      if (latest !== undefined && latest !== carrier.identity.name) {
        concludeRotation(agent, carrier, parts);
      }
      failure = await stayConnected(agent, carrier, { ...parts, onCarrier }, signal);
      agent.report({ event: 'disconnected', reason: wordsOf(failure) });
      if (agent.timing.elapsed() - since >= stableMillis) {
        patience.reset();
      }
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
    await patience.outwait(failure, signal);
  }
}

/** The successor came up at a reconnect, after a switch whose end the device did not see. */
function concludeRotation(agent: Agent, carrier: Carrier, { schedule, rotationRetries }: SessionParts): void {
  const { thingName, certificateId } = carrier.identity.record;
  rotationRetries.reset();
  schedule.succeed(thingName, certificateId);
  agent.report({ event: 'rotated', thingName, certificateId });
}

function wordsOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
