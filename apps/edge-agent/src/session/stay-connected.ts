import {
  AnswerTimeoutError,
  KeyMismatchError,
  MalformedAnswerError,
  RequestConflictError,
} from '@fleet/provisioning-protocol';
import type { Agent } from '../agent';
import type { Carrier } from '../provisioning/carrier';
import { isCloudRefusal, type RetryPolicy } from '../provisioning/retry-policy';
import { isRotationInterrupted, rotateIdentity, SwitchRefusedError } from '../rotation/rotate-identity';
import type { RotationSchedule } from '../rotation/rotation-schedule';
import type { RotationReason } from '../rotation/rotation-reason';
import type { RotationTrigger } from '../rotation/rotation-trigger';

export interface SessionParts {
  readonly triggers: readonly RotationTrigger[];
  readonly schedule: RotationSchedule;
  /** Outlives connections, as failures of rotation do. */
  readonly rotationRetries: RetryPolicy;
  /** Called with each identity that carries the session, the first one included. */
  readonly onCarrier: (carrier: Carrier) => void;
}

/**
 * Stays on a connection, and moves on to its successors as rotations demand, until one is lost.
 *
 * @returns why the connection was lost
 * @throws the signal's reason, after a clean goodbye
 */
export async function stayConnected(
  agent: Agent,
  first: Carrier,
  parts: SessionParts,
  signal: AbortSignal,
): Promise<Error> {
  for (let carrier = first; ;) {
    parts.onCarrier(carrier);
    const next = await untilSuccessorOrLoss(agent, carrier, parts, signal);
    if (next instanceof Error) {
      return next;
    }
    carrier = next;
  }
}

/**
 * Listens on one connection, also while rotations are tried over it, until a successor carries the session or the
 * connection is lost.
 */
async function untilSuccessorOrLoss(
  agent: Agent,
  carrier: Carrier,
  parts: SessionParts,
  signal: AbortSignal,
): Promise<Carrier | Error> {
  const { triggers, schedule } = parts;
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const loss = new Promise<Error>((resolve) => {
    const forget = carrier.connection.onClose(resolve);
    until.addEventListener('abort', forget, { once: true });
  });
  const order = (by: RotationReason, inMillis?: number): void => {
    const delay = schedule.order(by, inMillis);
    if (delay !== undefined) {
      agent.report({ event: 'rotation-ordered', by, startsInSeconds: Math.round(delay / 1000) });
    }
  };
  try {
    if (isRotationInterrupted(agent)) {
      order('interrupted');
    }
    const started = Promise.all(triggers.map((trigger) => trigger.start(agent, carrier, order, until)));
    // A trigger that fails to start, such as a subscription that is refused, ends the connection's use.
    const failed = started.then(() => new Promise<never>(() => undefined));
    for (;;) {
      const lost = await Promise.race([loss, failed, schedule.start(until).then(() => undefined)]);
      if (lost !== undefined) {
        return lost;
      }
      const next = await tryToRotate(agent, carrier, parts, signal);
      if (next !== carrier) {
        return next;
      }
    }
  } catch (error) {
    await carrier.connection.close();
    signal.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    over.abort();
  }
}

/** Carries on with the successor, or for better or worse with the old connection, which may have been lost. */
async function tryToRotate(
  agent: Agent,
  carrier: Carrier,
  { schedule, rotationRetries, onCarrier }: SessionParts,
  signal: AbortSignal,
): Promise<Carrier> {
  try {
    const next = await rotateIdentity(agent, carrier, signal);
    const { thingName, certificateId } = next.identity.record;
    rotationRetries.reset();
    onCarrier(next);
    schedule.succeed(thingName, certificateId);
    agent.report({ event: 'rotated', thingName, certificateId });
    return next;
  } catch (error) {
    if (signal.aborted) {
      await carrier.connection.close();
      signal.throwIfAborted();
    }
    const wait = waitAfter(error, rotationRetries);
    if (wait === undefined) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    const { nextTryInSeconds } = schedule.fail(reason, isCloudRefusal(error), wait);
    const next = nextTryInSeconds === undefined ? {} : { nextTryInSeconds };
    agent.report({ event: 'rotation-failed', reason, ...next });
    if (isConversationLost(error)) {
      await carrier.connection.close();
    }
    return carrier;
  }
}

/** A successor that is refused for good is a refusal, and asked about as rarely. `undefined`: no waiting mends it. */
function waitAfter(failure: unknown, retries: RetryPolicy): number | undefined {
  return failure instanceof SwitchRefusedError && !failure.mayPass
    ? retries.waitAfterRefusal()
    : retries.waitAfter(failure);
}

/**
 * An answer that never came, or was another's, may still come. As nothing in it tells what it answers, nothing new
 * can be asked over this connection any more.
 */
function isConversationLost(failure: unknown): boolean {
  return (
    failure instanceof AnswerTimeoutError ||
    failure instanceof RequestConflictError ||
    failure instanceof MalformedAnswerError ||
    failure instanceof KeyMismatchError
  );
}
