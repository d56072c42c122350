import { randomUUID } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import type { Statement } from '@fleet/iot-sql';
import { evaluate, parseStatement } from '@fleet/iot-sql';
import { defined } from '@fleet/optional-members';
import type { BrokerMessage } from '../message';
import { PayloadError, parseBoundedJson } from '../payload/bounded-json';
import type { BrokerLog } from '../ports';
import { filterSelects } from '../topics/topic-filter';
import type { RuleActions, RunnableAction } from './rule-actions';
import { runnableAction } from './rule-actions';
import type { RuleSource, TopicRule } from './topic-rule';
import { WorkQueue } from './work-queue';

export interface RulesEngineOptions {
  readonly rules: RuleSource;
  readonly actions: RuleActions;
  readonly clock: Clock;
  readonly log: BrokerLog;
  readonly mostRunning?: number;
  readonly mostWaiting?: number;
}

interface CompiledRule {
  readonly rule: TopicRule;
  readonly statement: Statement;
  readonly actions: readonly RunnableAction[];
  readonly errorAction: RunnableAction | undefined;
}

interface Failure {
  readonly failedAction: string;
  readonly failedResource: string;
  readonly errorMessage: string;
}

/**
 * AWS IoT's rules engine: what reaches the broker runs through the enabled rules, beside the subscribers and
 * without making the publisher wait. Actions of different messages overtake each other, as they do on AWS.
 */
export class RulesEngine {
  private compiled: readonly CompiledRule[] = [];
  private readonly queue: WorkQueue;
  private readonly stopWatching: () => void;

  constructor(private readonly options: RulesEngineOptions) {
    this.queue = new WorkQueue(options.mostRunning ?? 16, options.mostWaiting ?? 10_000);
    this.stopWatching = options.rules.onChange(() => this.compile());
    this.compile();
  }

  handle(message: BrokerMessage): void {
    const { log } = this.options;
    const { topic, basicIngestRule } = message;
    const selected = this.compiled.filter((rule) => isSelected(rule, message));
    if (basicIngestRule !== undefined && selected.length === 0) {
      log.warn({ ruleName: basicIngestRule }, 'RuleNotFound: Basic Ingest names no enabled rule');
    }
    for (const rule of selected) {
      if (!this.queue.add(() => this.run(rule, message))) {
        log.error({ ruleName: rule.rule.ruleName, topic }, 'message dropped: the rules engine is overloaded');
      }
    }
  }

  /** Lets running actions end; messages that still wait are dropped. */
  async close(): Promise<void> {
    this.stopWatching();
    await this.queue.close();
  }

  private compile(): void {
    this.compiled = this.options.rules.enabled().flatMap((rule) => this.compileOne(rule) ?? []);
  }

  private compileOne(rule: TopicRule): CompiledRule | undefined {
    const { actions, log } = this.options;
    try {
      const runnable = rule.actions.map((action) => runnableAction(action, actions, rule.ruleArn));
      const errorAction = rule.errorAction && runnableAction(rule.errorAction, actions, rule.ruleArn);
      return { rule, statement: parseStatement(rule.sql), actions: runnable, errorAction };
    } catch (error) {
      log.error({ ruleName: rule.ruleName, err: error }, 'topic rule cannot run');
      return undefined;
    }
  }

  private async run(compiled: CompiledRule, message: BrokerMessage): Promise<void> {
    const { rule, actions } = compiled;
    try {
      const output = this.outputOf(compiled, message);
      if (!output) {
        return;
      }
      const failures = await Promise.all(actions.map((action) => failureOf(action, output)));
      await this.report(
        compiled,
        message,
        failures.flatMap((failure) => failure ?? []),
      );
    } catch (error) {
      this.options.log.error(
        { ruleName: rule.ruleName, topic: message.topic, err: error },
        'topic rule failed',
      );
    }
  }

  private outputOf({ statement }: CompiledRule, message: BrokerMessage): Buffer | undefined {
    const { topic, payload, publisher } = message;
    const output = evaluate(statement, {
      topic,
      payload: jsonOf(payload),
      principal: publisher?.certificateId,
      clientId: publisher?.clientId,
      timestamp: this.options.clock.nowMillis(),
    });
    return output?.kind === 'json' ? Buffer.from(JSON.stringify(output.value)) : output && payload;
  }

  /** One message for all failures of a rule (developer guide, rule-error-handling). */
  private async report(
    { rule, errorAction }: CompiledRule,
    { topic, payload, publisher }: BrokerMessage,
    failures: readonly Failure[],
  ): Promise<void> {
    if (failures.length === 0) {
      return;
    }
    const { log } = this.options;
    const { ruleName } = rule;
    log.warn({ ruleName, topic, failures }, 'rule actions failed');
    const report = {
      ruleName,
      topic,
      cloudwatchTraceId: randomUUID(),
      ...defined({ clientId: publisher?.clientId }),
      base64OriginalPayload: payload.toString('base64'),
      failures,
    };
    const failure = errorAction && (await failureOf(errorAction, Buffer.from(JSON.stringify(report))));
    if (failure) {
      log.error({ ruleName, topic, failure }, 'the error action failed');
    }
  }
}

/** Basic Ingest reaches the rule it names, whatever its FROM clause says. */
function isSelected({ rule, statement }: CompiledRule, { topic, basicIngestRule }: BrokerMessage): boolean {
  return basicIngestRule === undefined
    ? statement.from !== undefined && filterSelects(statement.from, topic)
    : rule.ruleName === basicIngestRule;
}

async function failureOf(action: RunnableAction, payload: Buffer): Promise<Failure | undefined> {
  try {
    await action.run(payload);
    return undefined;
  } catch (error) {
    const { failedAction, failedResource } = action;
    const errorMessage = error instanceof Error ? error.message : String(error);
    return { failedAction, failedResource, errorMessage };
  }
}

/** Undefined for a payload that is not JSON: such a message runs through rules as bytes. */
function jsonOf(payload: Buffer): unknown {
  try {
    return parseBoundedJson(payload);
  } catch (error) {
    if (error instanceof PayloadError) {
      return undefined;
    }
    throw error;
  }
}
