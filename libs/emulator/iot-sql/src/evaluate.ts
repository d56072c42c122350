import { textOf, truthOf } from './conversions';
import { Effort } from './effort';
import { valueOf } from './evaluate-expression';
import type { Evaluation } from './evaluation';
import type { RuleInput } from './rule-input';
import { selectFrom } from './select';
import type { Statement } from './statement';
import type { Template } from './substitution-template';

/** What the rule's actions get: a JSON value, or the message's own bytes (`SELECT *` of what is not JSON). */
export type RuleOutput =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'original-payload' }
  /** `SELECT VALUE` of Undefined, which is an empty text when it stands alone (developer guide, iot-sql-data-types). */
  | { readonly kind: 'empty' };

/** What a statement makes of a message that passes its WHERE clause. */
export interface Evaluated {
  readonly output: RuleOutput;
  /**
   * The text of an action's field for the message.
   * @throws UndefinedTemplateError
   */
  readonly textOf: (template: Template) => string;
}

/** A substitution template without a value. Guessed: AWS fails the action, as it cannot know where to write. */
export class UndefinedTemplateError extends Error {
  override readonly name = 'UndefinedTemplateError';

  constructor(source: string) {
    super(`The substitution template \${${source}} is Undefined for this message.`);
  }
}

/**
 * Undefined when the WHERE clause is not true, which is asked before SELECT (developer guide, iot-sql-where).
 * @throws EvaluationLimitError, RegularExpressionError, DatePatternError
 */
export function evaluate(statement: Statement, input: RuleInput): Evaluated | undefined {
  const evaluation = evaluationOf(statement, input);
  if (statement.where && truthOf(valueOf(statement.where, evaluation)) !== true) {
    return undefined;
  }
  return {
    output: outputOf(statement, evaluation),
    textOf: (template) => template.map((part) => textOfPart(part, evaluation)).join(''),
  };
}

function evaluationOf({ version, variables }: Statement, input: RuleInput): Evaluation {
  const values = new Map<string, unknown>();
  const evaluation = {
    input,
    version,
    effort: new Effort(),
    variables: values,
    scope: input.payload,
    isNested: false,
  };
  for (const { name, value } of variables) {
    values.set(name, valueOf(value, evaluation));
  }
  return evaluation;
}

function outputOf({ select }: Statement, evaluation: Evaluation): RuleOutput {
  const { payload } = evaluation.input;
  const [only] = select.kind === 'list' ? select.list : [];
  const isWhole = select.kind === 'value' ? select.value.kind === 'payload' : only?.kind === 'everything';
  if (isWhole && payload === undefined && (select.kind === 'value' || select.list.length === 1)) {
    return { kind: 'original-payload' };
  }
  const value = selectFrom(payload, select, (expression) => valueOf(expression, evaluation));
  evaluation.effort.spendOn(value);
  return value === undefined ? { kind: 'empty' } : { kind: 'json', value };
}

function textOfPart(part: Template[number], evaluation: Evaluation): string {
  if (part.kind === 'text') {
    return part.text;
  }
  const text = textOf(valueOf(part.expression, evaluation));
  if (text === undefined) {
    throw new UndefinedTemplateError(part.source);
  }
  return text;
}
