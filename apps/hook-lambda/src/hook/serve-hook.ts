import { serialRules } from '@fleet/fleet-contract';
import type { Logger } from 'pino';
import { logDecision, type DecisionSource } from './decision-log';
import { allowed, refused, type HookAnswer } from './hook-answer';
import { parseHookEvent, type HookEvent } from './hook-event';
import { requestedSerial } from './requested-serial';
import { withinDeadline, type Timer } from '../time/deadline';

export type HookDecision =
  | {
      readonly outcome: 'allowed';
      readonly serial: string;
      readonly model: string;
      /** What the template keeps of what the device says of itself, by its parameters. */
      readonly kept?: Readonly<Record<string, string>>;
    }
  | {
      readonly outcome: 'refused';
      readonly reason: string;
      readonly serial?: string;
      /** Of the claim that was asked with, where it was looked at and is on record. */
      readonly model?: string;
    };

/** The record changed between the hook's read and its write: nothing is decided. */
export interface HookConflict {
  readonly outcome: 'conflict';
  readonly serial: string;
  /** Of the claim, where one was asked with. */
  readonly model?: string;
}

/** `fleet` and `source` name the function in logs and metrics. */
export interface ServedHook extends DecisionSource {
  readonly decide: (event: HookEvent, at: Date) => Promise<HookDecision | HookConflict>;
  /** For the decision, and a second one after a conflict; what is then still asked of AWS is given up. */
  readonly deadlineMillis: number;
  readonly now: () => Date;
  readonly log: Logger;
  /** The machine's own by default. */
  readonly timer?: Timer;
}

/**
 * A pre-provisioning hook as AWS Lambda calls it. One line is logged for each decision. A failure is logged, counted
 * as `error` and thrown, never dressed as a refusal: the device sees a 403 for both, but the operator must not.
 */
export function serveHook({
  fleet,
  source,
  decide,
  deadlineMillis,
  now,
  log,
  timer,
}: ServedHook): (event: unknown) => Promise<HookAnswer> {
  const served = { fleet, source };
  return async (raw) => {
    const at = now();
    let event: HookEvent | undefined;
    try {
      const parsed = parseHookEvent(raw);
      event = parsed;
      const decision = await withinDeadline(deadlineMillis, () => decided(() => decide(parsed, at)), timer);
      const { claimCertificateId: principal, certificateId, clientId } = event;
      const { serial, model } = decision;
      const about = { principal, certificateId, clientId, serial, model };
      if (decision.outcome === 'refused') {
        logDecision(log, served, at, { decision: 'refused', reason: decision.reason, ...about });
        return refused();
      }
      logDecision(log, served, at, { decision: 'allowed', reason: 'none', ...about });
      return allowed({ ...decision, at });
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      const { claimCertificateId: principal, certificateId, clientId } = event ?? {};
      const about = { principal, certificateId, clientId, ...askedBy(event, fleet) };
      logDecision(log.child({ err: error }), served, at, { decision: 'error', reason, ...about });
      throw error;
    }
  };
}

/**
 * Nothing was decided about it, and yet whoever looks for the device finds what went wrong. It reads by the default rules of
 * serials, not by the fleet's. It must not throw: it runs while an error is handled, which would be lost.
 */
function askedBy(event: HookEvent | undefined, resourceTag: string): { readonly serial?: string } {
  const asked = requestedSerial(event?.parameters ?? {}, serialRules({ resourceTag }));
  return asked.outcome === 'serial' ? { serial: asked.serial } : {};
}

/**
 * A device is seen, and the proof handler writes that, while its hook decides: a refusal for this alone would make the
 * device wait for longer and longer. So the hook decides once more, by what it then finds.
 */
async function decided(decide: () => Promise<HookDecision | HookConflict>): Promise<HookDecision> {
  const first = await decide();
  const last = first.outcome === 'conflict' ? await decide() : first;
  return last.outcome === 'conflict' ? { ...last, outcome: 'refused', reason: 'lost-race' } : last;
}
