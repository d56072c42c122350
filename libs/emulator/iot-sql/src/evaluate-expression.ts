import { castTo } from './cast';
import { isObject, truthOf } from './conversions';
import type { Evaluation } from './evaluation';
import { calculate, compare } from './operators';
import { selectFrom } from './select';
import type { Expression, NestedQuery } from './statement';

type Of<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

/**
 * The value of an expression for a message; undefined is Undefined.
 * @throws EvaluationLimitError, RegularExpressionError, DatePatternError
 */
export function valueOf(expression: Expression, evaluation: Evaluation): unknown {
  evaluation.effort.spend(1);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'payload':
      return evaluation.scope;
    case 'path':
      return memberOf(evaluation.scope, expression.keys);
    case 'variable':
      return evaluation.variables.get(expression.name);
    case 'member':
      return memberOf(valueOf(expression.of, evaluation), expression.keys);
    case 'call':
      return resultOf(expression, evaluation);
    case 'cast':
      return castTo(expression.type, valueOf(expression.value, evaluation));
    case 'case':
      return chosenBy(expression, evaluation);
    case 'object':
    case 'array':
    case 'query':
      return paidFor(composed(expression, evaluation), evaluation);
    default:
      return operationOf(expression, evaluation);
  }
}

function operationOf(
  expression: Of<'not' | 'and' | 'or' | 'arithmetic' | 'comparison' | 'in'>,
  evaluation: Evaluation,
): unknown {
  switch (expression.kind) {
    case 'not': {
      const operand = truthOf(valueOf(expression.operand, evaluation));
      return operand === undefined ? undefined : !operand;
    }
    case 'and':
    case 'or':
      return logicOf(expression, evaluation);
    case 'arithmetic': {
      let value = valueOf(expression.first, evaluation);
      for (const { operator, operand } of expression.steps) {
        value = paidFor(calculate(operator, value, valueOf(operand, evaluation)), evaluation);
      }
      return value;
    }
    case 'comparison':
      return compare(
        expression.operator,
        paidFor(valueOf(expression.left, evaluation), evaluation),
        valueOf(expression.right, evaluation),
      );
    case 'in': {
      const value = valueOf(expression.value, evaluation);
      return expression.choices.some(
        (choice) => compare('=', paidFor(value, evaluation), valueOf(choice, evaluation)) === true,
      );
    }
  }
}

/** What has to be walked over, or was written, costs its size. */
function paidFor(value: unknown, { effort }: Evaluation): unknown {
  effort.spendOn(value);
  return value;
}

/** One operand that is no boolean makes the whole Undefined, also behind a false AND. */
function logicOf({ kind, operands }: Of<'and' | 'or'>, evaluation: Evaluation): boolean | undefined {
  const truths = operands.map((operand) => truthOf(valueOf(operand, evaluation)));
  if (truths.includes(undefined)) {
    return undefined;
  }
  return kind === 'and' ? !truths.includes(false) : truths.includes(true);
}

/** Developer guide, iot-sql-case. */
function chosenBy({ value, branches, otherwise }: Of<'case'>, evaluation: Evaluation): unknown {
  const chosen = valueOf(value, evaluation);
  if (chosen === undefined) {
    return undefined;
  }
  const branch = branches.find(
    ({ when }) => compare('=', paidFor(chosen, evaluation), valueOf(when, evaluation)) === true,
  );
  const result = branch ? branch.then : otherwise;
  return result && valueOf(result, evaluation);
}

/** A call with a wrong number of arguments is Undefined (developer guide, iot-sql-data-types). */
function resultOf({ called, args }: Of<'call'>, evaluation: Evaluation): unknown {
  if (args.length < called.least || args.length > called.most) {
    return undefined;
  }
  const { input, version, isNested, effort } = evaluation;
  const values = args.map((arg) =>
    called.takesBytes === true && arg.kind === 'payload' && !isNested
      ? input.bytes
      : paidFor(valueOf(arg, evaluation), evaluation),
  );
  return paidFor(
    called.evaluate(values, { input, version, spend: (steps) => effort.spend(steps) }),
    evaluation,
  );
}

function composed(expression: Of<'object' | 'array' | 'query'>, evaluation: Evaluation): unknown {
  switch (expression.kind) {
    case 'object':
      return Object.fromEntries(
        expression.members.flatMap(([key, member]) => {
          const value = valueOf(member, evaluation);
          return value === undefined ? [] : [[key, value]];
        }),
      );
    case 'array':
      // Guessed: JSON has no Undefined, so an item that is none is left out.
      return withoutUndefined(expression.items.map((item) => valueOf(item, evaluation)));
    case 'query':
      return answerTo(expression.query, evaluation);
  }
}

/** Guessed: an element whose selected VALUE is Undefined is left out, and only arrays and objects can be queried. */
function answerTo({ select, from, where }: NestedQuery, evaluation: Evaluation): unknown {
  const source = valueOf(from, evaluation);
  const selected = (element: unknown): unknown => {
    const inner = { ...evaluation, scope: element, isNested: true };
    const passes = where === undefined || truthOf(valueOf(where, inner)) === true;
    return passes ? selectFrom(element, select, (expression) => valueOf(expression, inner)) : undefined;
  };
  if (Array.isArray(source)) {
    return withoutUndefined(source.map(selected));
  }
  return isObject(source) ? selected(source) : undefined;
}

function withoutUndefined(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== undefined);
}

/** Only what JSON brought is a member: never what objects inherit. */
function memberOf(value: unknown, keys: readonly string[]): unknown {
  let member = value;
  for (const key of keys) {
    if (!isObject(member) || !Object.hasOwn(member, key)) {
      return undefined;
    }
    member = member[key];
  }
  return member;
}
