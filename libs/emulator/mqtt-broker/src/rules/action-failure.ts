import { defined } from '@fleet/optional-members';
import type { BrokerMessage } from '../message';
import type { ActionInput, CompiledAction } from './compiled-action';
import type { RuleActions } from './rule-actions';

export interface Failure {
  readonly failedAction: string;
  readonly failedResource: string;
  readonly errorMessage: string;
}

/** Runs an action. Undefined if it did not fail. */
export async function failureOf(
  action: CompiledAction,
  input: ActionInput,
  actions: RuleActions,
): Promise<Failure | undefined> {
  try {
    await action.run(input, actions);
    return undefined;
  } catch (error) {
    const errorMessage = error instanceof Error ? error.message : String(error);
    return { failedAction: action.failedAction, failedResource: resourceOf(action, input), errorMessage };
  }
}

/** The template itself where it has no value for the message, which the failure says already. */
function resourceOf({ resource }: CompiledAction, input: ActionInput): string {
  try {
    return input.textOf(resource.template);
  } catch {
    return resource.given;
  }
}

/** One message for all failures of a rule (developer guide, rule-error-handling). */
export function failureReport(
  ruleName: string,
  { topic, payload, publisher }: BrokerMessage,
  cloudwatchTraceId: string,
  failures: readonly Failure[],
): object {
  return {
    ruleName,
    topic,
    cloudwatchTraceId,
    ...defined({ clientId: publisher?.clientId }),
    base64OriginalPayload: payload.toString('base64'),
    failures,
  };
}
