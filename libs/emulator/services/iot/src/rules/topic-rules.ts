import type { RoleTrust } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { sqlVersions } from '@fleet/iot-sql';
import type { SqlVersion } from '@fleet/iot-sql';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import { checkAssumable } from '../assumable-role';
import {
  InvalidRequestException,
  ResourceAlreadyExistsException,
  SqlParseException,
  UnauthorizedException,
  invalidIdentifier,
} from '../errors';
import { Listeners } from '../listeners';
import { rulePageRules } from '../page-rules';
import { rolesIn } from './roles-in';
import type { ActionCheck, RuleAction, StatementReader, StoredTopicRule, TopicRule } from './topic-rule';
import type { TopicRuleRepository } from './topic-rule-repository';

const namePattern = /^[a-zA-Z0-9_]{1,128}$/;
const mostActions = 10;

/** The definition of a rule as CreateTopicRule and ReplaceTopicRule carry it. */
export interface TopicRuleDefinition {
  readonly sql: string | undefined;
  readonly awsIotSqlVersion?: string | undefined;
  readonly description?: string | undefined;
  readonly ruleDisabled?: boolean | undefined;
  readonly actions: readonly RuleAction[] | undefined;
  readonly errorAction?: RuleAction | undefined;
}

export interface TopicRulesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly arns: Arns;
  readonly repository: TopicRuleRepository;
  readonly readStatement: StatementReader;
  readonly checkAction: ActionCheck;
  readonly roleTrust: RoleTrust;
}

/** The topic rules of the account; the rules engine runs those that are enabled. */
export class TopicRules {
  private readonly listeners = new Listeners<void>();

  constructor(private readonly parts: TopicRulesParts) {}

  /** @throws InvalidRequestException, SqlParseException, ResourceAlreadyExistsException */
  create(name: string | undefined, definition: TopicRuleDefinition): void {
    const ruleName = checkRuleName(name);
    const rule = { ...this.read(ruleName, definition), createdAt: this.parts.clock.now() };
    this.parts.store.transaction(() => {
      if (this.parts.repository.find(ruleName) !== undefined) {
        throw new ResourceAlreadyExistsException(`Rule with name ${ruleName} already exists`, {
          resourceId: ruleName,
          resourceArn: this.parts.arns.rule(ruleName),
        });
      }
      this.parts.repository.save(rule);
    });
    this.listeners.tell();
  }

  /** @throws InvalidRequestException, SqlParseException, UnauthorizedException for a rule that does not exist */
  replace(name: string | undefined, definition: TopicRuleDefinition): void {
    const { ruleName, createdAt } = this.describe(name);
    this.parts.repository.save({ ...this.read(ruleName, definition), createdAt });
    this.listeners.tell();
  }

  /**
   * @throws UnauthorizedException for a rule that does not exist (measured: LocalStack's tests that were validated on
   * AWS; its text is guessed from that of a TopicRuleDestination)
   */
  describe(name: string | undefined): TopicRule {
    const ruleName = checkRuleName(name);
    const found = this.parts.repository.find(ruleName);
    if (!found) {
      throw new UnauthorizedException(`Access to topic rule '${ruleName}' was denied`);
    }
    return this.withArn(found);
  }

  list(request: PageRequest, disabled?: boolean): Page<TopicRule> {
    return page(request, rulePageRules, {
      name: ['topic-rules', disabled],
      key: textKey,
      read: (after, limit) =>
        this.parts.repository.list(after, limit, disabled).map((rule) => this.withArn(rule)),
      keyOf: (rule) => rule.ruleName,
    });
  }

  /** @throws UnauthorizedException for a rule that does not exist */
  setDisabled(name: string | undefined, ruleDisabled: boolean): void {
    const { ruleArn: _arn, ...rule } = this.describe(name);
    this.parts.repository.save({ ...rule, ruleDisabled });
    this.listeners.tell();
  }

  /** A rule that does not exist is deleted already (measured: LocalStack's tests that were validated on AWS). */
  delete(name: string | undefined): void {
    this.parts.repository.delete(checkRuleName(name));
    this.listeners.tell();
  }

  /** What the rules engine runs. */
  enabled(): readonly TopicRule[] {
    return this.parts.repository.enabled().map((rule) => this.withArn(rule));
  }

  /** Calls back after any rule has changed. Returns unsubscribe. */
  onChange(listener: () => void): () => void {
    return this.listeners.add(listener);
  }

  private read(ruleName: string, definition: TopicRuleDefinition): Omit<StoredTopicRule, 'createdAt'> {
    const { sql, actions = [], errorAction } = definition;
    const awsIotSqlVersion = checkSqlVersion(definition.awsIotSqlVersion);
    if (actions.length > mostActions) {
      throw new InvalidRequestException(`A rule has at most ${mostActions} actions`);
    }
    const placed = actions.map((action, index) => [`actions.${index}`, action] as const);
    const all = errorAction ? [...placed, ['errorAction', errorAction] as const] : placed;
    for (const [place, action] of all) {
      checkKind(place, action);
    }
    if (sql === undefined) {
      throw new SqlParseException('The rule has no SQL statement');
    }
    // get_dynamodb() has a role too: the engine does not run it, so the statement is refused.
    const { from: topicPattern = '' } = this.readStatement(sql, awsIotSqlVersion);
    for (const [place, action] of all) {
      this.checkAction(place, action, { sql, awsIotSqlVersion });
    }
    for (const roleArn of rolesIn(all)) {
      checkAssumable(this.parts.roleTrust, roleArn, this.parts.arns.rule(ruleName));
    }
    return {
      ruleName,
      sql,
      awsIotSqlVersion,
      topicPattern,
      description: definition.description,
      ruleDisabled: definition.ruleDisabled ?? false,
      actions,
      errorAction,
    };
  }

  private checkAction(place: string, action: RuleAction, statement: Parameters<ActionCheck>[1]): void {
    try {
      this.parts.checkAction(action, statement);
    } catch (cause) {
      throw new InvalidRequestException(
        `${place} cannot run here: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }

  private readStatement(sql: string, awsIotSqlVersion: SqlVersion): ReturnType<StatementReader> {
    try {
      return this.parts.readStatement(sql, awsIotSqlVersion);
    } catch (cause) {
      throw new SqlParseException(cause instanceof Error ? cause.message : 'The SQL cannot be parsed', {
        cause,
      });
    }
  }

  private withArn(rule: StoredTopicRule): TopicRule {
    return { ...rule, ruleArn: this.parts.arns.rule(rule.ruleName) };
  }
}

/** A rule that names no version has the first one (developer guide, iot-rule-sql-version). */
function checkSqlVersion(given: string = '2015-10-08'): SqlVersion {
  const version = sqlVersions.find((known) => known === given);
  if (version === undefined) {
    throw new InvalidRequestException(`Unknown SQL version ${given}; use one of ${sqlVersions.join(', ')}`);
  }
  return version;
}

function checkKind(place: string, action: RuleAction): void {
  const kinds = Object.entries(action).flatMap(([kind, settings]) => (settings === undefined ? [] : [kind]));
  if (kinds.length !== 1) {
    throw new InvalidRequestException(
      `${place} is of exactly one kind, not ${kinds.length}: ${kinds.join(', ')}`,
    );
  }
}

function checkRuleName(name: string | undefined): string {
  if (name !== undefined && namePattern.test(name)) {
    return name;
  }
  throw invalidIdentifier('rule name', name, '1 to 128 characters of a-z, A-Z, 0-9 and "_"');
}
