import { randomUUID } from 'node:crypto';
import type { Clock } from '@fleet/emulator-clock';
import type { Evaluated, RuleInput, Statement } from '@fleet/iot-sql';
import { evaluate, parseStatement } from '@fleet/iot-sql';
import type { BrokerMessage } from '../message';
import { PayloadError, parseBoundedJson } from '../payload/bounded-json';
import type { BrokerLog } from '../ports';
import { filterSelects } from '../topics/topic-filter';
import { failureOf, failureReport } from './action-failure';
import type { Failure } from './action-failure';
import { compileAction } from './action-kinds';
import type { ActionInput, CompiledAction } from './compiled-action';
import type { RuleActions } from './rule-actions';
import type { RuleSource, TopicRule } from './topic-rule';
import { WorkQueue } from './work-queue';

export interface RulesEngineOptions {
  readonly rules: RuleSource;
  readonly actions: RuleActions;
  readonly clock: Clock;
  readonly log: BrokerLog;
  readonly accountId: string;
  /** For traceid() and newuuid(). */
  readonly newUuid?: () => string;
  /** For rand(): from 0 inclusive to 1 exclusive. */
  readonly random?: () => number;
  /** Told of each message that comes on a topic of a rule. */
  readonly onMatch?: (ruleName: string) => void;
  /** Told of each action that was run; its kind is called as in AWS's metrics. */
  readonly onAction?: (ruleName: string, kind: string, isFailure: boolean) => void;
  readonly mostRunning?: number;
  readonly mostWaiting?: number;
  readonly mostWaitingBytes?: number;
}

/** Of the payloads that wait: what a device sends faster than actions take it must not fill the memory. */
const mostWaitingBytes = 64 * 1024 * 1024;

interface CompiledRule {
  readonly rule: TopicRule;
  readonly statement: Statement;
  readonly actions: readonly CompiledAction[];
  readonly errorAction: CompiledAction | undefined;
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
    this.queue = new WorkQueue({
      running: options.mostRunning ?? 16,
      waiting: options.mostWaiting ?? 10_000,
      waitingBytes: options.mostWaitingBytes ?? mostWaitingBytes,
    });
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
      this.options.onMatch?.(rule.rule.ruleName);
      if (!this.queue.add(() => this.run(rule, message), message.payload.length)) {
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
    try {
      const statement = parseStatement(rule.sql, rule.awsIotSqlVersion);
      const actions = rule.actions.map((action) => compileAction(action, statement));
      const errorAction = rule.errorAction && compileAction(rule.errorAction, statement);
      return { rule, statement, actions, errorAction };
    } catch (error) {
      this.options.log.error({ ruleName: rule.ruleName, err: error }, 'topic rule cannot run');
      return undefined;
    }
  }

  private tell({ rule, actions }: CompiledRule, found: readonly (Failure | undefined)[]): void {
    actions.forEach(({ failedAction }, index) =>
      this.options.onAction?.(rule.ruleName, failedAction.replace(/Action$/, ''), found[index] !== undefined),
    );
  }

  private async run(compiled: CompiledRule, message: BrokerMessage): Promise<void> {
    const { rule, statement, actions } = compiled;
    try {
      const seen = this.inputFrom(message);
      const evaluated = evaluate(statement, seen);
      if (!evaluated) {
        return;
      }
      const input = actionInput(evaluated, message, rule);
      const found = await Promise.all(
        actions.map((action) => failureOf(action, input, this.options.actions)),
      );
      this.tell(compiled, found);
      const failures = found.flatMap((failure) => failure ?? []);
      if (failures.length > 0) {
        await this.report(compiled, { message, input, traceId: seen.traceId }, failures);
      }
    } catch (error) {
      this.options.log.error(
        { ruleName: rule.ruleName, topic: message.topic, err: error },
        'topic rule failed',
      );
    }
  }

  private inputFrom({ topic, payload, publisher }: BrokerMessage): RuleInput {
    const { accountId, clock, newUuid = randomUUID, random = Math.random } = this.options;
    return {
      topic,
      payload: jsonOf(payload),
      bytes: payload,
      principal: publisher?.certificateId,
      clientId: publisher?.clientId,
      sourceIp: publisher?.sourceIp,
      traceId: publisher && newUuid(),
      timestamp: clock.nowMillis(),
      accountId,
      newUuid,
      random,
      parseJson: (text) => jsonOf(Buffer.from(text)),
    };
  }

  private async report(
    { rule: { ruleName }, errorAction }: CompiledRule,
    run: {
      readonly message: BrokerMessage;
      readonly input: ActionInput;
      readonly traceId: string | undefined;
    },
    failures: readonly Failure[],
  ): Promise<void> {
    const { log, actions, newUuid = randomUUID } = this.options;
    const { topic } = run.message;
    log.warn({ ruleName, topic, failures }, 'rule actions failed');
    if (!errorAction) {
      return;
    }
    const report = failureReport(ruleName, run.message, run.traceId ?? newUuid(), failures);
    const input = { ...run.input, payload: Buffer.from(JSON.stringify(report)), json: { value: report } };
    const failure = await failureOf(errorAction, input, actions);
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

/** What the actions of a rule get. */
function actionInput(
  { output, textOf }: Evaluated,
  { topic, payload, republished = 0 }: BrokerMessage,
  { ruleArn }: TopicRule,
): ActionInput {
  const given = { topic, republished, ruleArn, textOf };
  switch (output.kind) {
    case 'json':
      return { ...given, payload: Buffer.from(JSON.stringify(output.value)), json: { value: output.value } };
    case 'original-payload':
      return { ...given, payload };
    case 'empty':
      return { ...given, payload: Buffer.alloc(0) };
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
