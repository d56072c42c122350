import { ExpressionSyntaxError } from './lexer';
import type { Placeholders } from './placeholders';
import type { Comparator, Condition, Operand } from './syntax-tree';
import { TokenReader } from './token-reader';

type ConditionKind = 'ConditionExpression' | 'FilterExpression' | 'KeyConditionExpression';

const comparators: readonly string[] = ['=', '<>', '<', '<=', '>', '>='] satisfies Comparator[];
const attributeTypes = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'BOOL', 'NULL'];

/**
 * Parses a condition; `OR` binds weaker than `AND`, and that weaker than `NOT`.
 *
 * @throws ValidationException
 */
export function parseCondition(
  kind: ConditionKind,
  expression: string,
  placeholders: Placeholders,
): Condition {
  return TokenReader.parse(kind, expression, placeholders, disjunction);
}

function disjunction(reader: TokenReader): Condition {
  let left = conjunction(reader);
  while (reader.keyword('OR')) {
    left = { kind: 'or', left, right: conjunction(reader) };
  }
  return left;
}

function conjunction(reader: TokenReader): Condition {
  let left = negation(reader);
  while (reader.keyword('AND')) {
    left = { kind: 'and', left, right: negation(reader) };
  }
  return left;
}

function negation(reader: TokenReader): Condition {
  if (!reader.keyword('NOT')) {
    return primary(reader);
  }
  return { kind: 'not', condition: reader.nested(() => negation(reader)) };
}

function primary(reader: TokenReader): Condition {
  if (reader.symbol('(')) {
    const condition = reader.nested(() => disjunction(reader));
    reader.expectSymbol(')');
    return condition;
  }
  const name = reader.functionName();
  return name !== undefined && name !== 'size' ? functionCall(reader, name) : comparison(reader);
}

function comparison(reader: TokenReader): Condition {
  const left = operand(reader);
  if (reader.keyword('BETWEEN')) {
    const low = operand(reader);
    if (!reader.keyword('AND')) {
      reader.fail();
    }
    return { kind: 'between', operand: left, low, high: operand(reader) };
  }
  if (reader.keyword('IN')) {
    reader.expectSymbol('(');
    const candidates = reader.list(() => operand(reader));
    if (candidates.length > 100) {
      throw new ExpressionSyntaxError(
        'The IN operator is provided with too many operands; number of operands: 100',
      );
    }
    reader.expectSymbol(')');
    return { kind: 'in', operand: left, candidates };
  }
  const token = reader.next();
  if (!isComparator(token.text) || token.kind !== 'symbol') {
    return reader.fail(token);
  }
  return { kind: 'compare', comparator: token.text, left, right: operand(reader) };
}

function isComparator(text: string): text is Comparator {
  return comparators.includes(text);
}

function operand(reader: TokenReader): Operand {
  if (reader.peek().kind === 'value') {
    return { kind: 'value', value: reader.value() };
  }
  const name = reader.functionName();
  if (name === undefined) {
    return { kind: 'path', path: reader.path() };
  }
  if (name !== 'size') {
    throw new ExpressionSyntaxError(
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  }
  reader.next();
  reader.expectSymbol('(');
  const path = reader.path();
  reader.expectSymbol(')');
  return { kind: 'size', path };
}

function functionCall(reader: TokenReader, name: string): Condition {
  reader.next();
  reader.expectSymbol('(');
  const condition = callBody(reader, name);
  reader.expectSymbol(')');
  return condition;
}

function callBody(reader: TokenReader, name: string): Condition {
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      return { kind: 'exists', path: reader.path(), expected: name === 'attribute_exists' };
    case 'attribute_type':
      return attributeType(reader);
    case 'begins_with':
    case 'contains': {
      const path = reader.path();
      reader.expectSymbol(',');
      const argument = operand(reader);
      if (name === 'begins_with') {
        refuseForPrefix(argument);
      }
      return { kind: name, path, operand: argument };
    }
    default:
      throw new ExpressionSyntaxError(`Invalid function name; function: ${name}`);
  }
}

function attributeType(reader: TokenReader): Condition {
  const path = reader.path();
  reader.expectSymbol(',');
  const type = reader.value();
  if (type.type !== 'S') {
    throw new ExpressionSyntaxError(
      `Incorrect operand type for operator or function; operator or function: attribute_type, operand type: ${type.type}`,
    );
  }
  if (!attributeTypes.includes(type.value)) {
    throw new ExpressionSyntaxError(
      `Invalid attribute type name found; type: ${type.value}, valid types: {${attributeTypes.join(',')}}`,
    );
  }
  return { kind: 'type', path, type: type.value };
}

function refuseForPrefix(argument: Operand): void {
  if (argument.kind === 'value' && argument.value.type !== 'S' && argument.value.type !== 'B') {
    throw new ExpressionSyntaxError(
      `Incorrect operand type for operator or function; operator or function: begins_with, operand type: ${argument.value.type}`,
    );
  }
}
