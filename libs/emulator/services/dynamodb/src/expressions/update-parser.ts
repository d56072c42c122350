import { refuseOverlaps } from './document-path';
import { ExpressionSyntaxError } from './lexer';
import type { Placeholders } from './placeholders';
import type { UpdateAction, UpdateOperand } from './syntax-tree';
import { TokenReader } from './token-reader';

const clauses = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
type Clause = (typeof clauses)[number];

/**
 * Parses an update; each clause may come once, and no two actions may touch the same part of the item.
 *
 * @throws ValidationException
 */
export function parseUpdate(expression: string, placeholders: Placeholders): UpdateAction[] {
  return TokenReader.parse('UpdateExpression', expression, placeholders, (reader) => {
    const actions: UpdateAction[] = [];
    const seen = new Set<Clause>();
    do {
      const clause = clauses.find((keyword) => reader.keyword(keyword));
      if (!clause) {
        return reader.fail();
      }
      if (seen.has(clause)) {
        throw new ExpressionSyntaxError(
          `The "${clause}" section can only be used once in an update expression;`,
        );
      }
      seen.add(clause);
      actions.push(...reader.list(() => action(reader, clause)));
    } while (reader.peek().kind !== 'end');
    refuseOverlaps(actions.map(({ path }) => path));
    return actions;
  });
}

function action(reader: TokenReader, clause: Clause): UpdateAction {
  const path = reader.path();
  switch (clause) {
    case 'SET': {
      reader.expectSymbol('=');
      return { kind: 'set', path, operand: sum(reader) };
    }
    case 'REMOVE':
      return { kind: 'remove', path };
    case 'ADD': {
      const value = reader.value();
      if (!['N', 'SS', 'NS', 'BS'].includes(value.type)) {
        throw wrongType('ADD', value.type);
      }
      return { kind: 'add', path, value };
    }
    case 'DELETE': {
      const value = reader.value();
      if (!['SS', 'NS', 'BS'].includes(value.type)) {
        throw wrongType('DELETE', value.type);
      }
      return { kind: 'delete', path, value };
    }
  }
}

function wrongType(operator: string, type: string): ExpressionSyntaxError {
  return new ExpressionSyntaxError(
    `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${type}`,
  );
}

/** One operand, or the sum or difference of two: DynamoDB takes no more. */
function sum(reader: TokenReader): UpdateOperand {
  const left = operand(reader);
  if (reader.symbol('+')) {
    return { kind: 'add', left, right: operand(reader) };
  }
  if (reader.symbol('-')) {
    return { kind: 'subtract', left, right: operand(reader) };
  }
  return left;
}

function operand(reader: TokenReader): UpdateOperand {
  if (reader.symbol('(')) {
    const inner = reader.nested(() => sum(reader));
    reader.expectSymbol(')');
    return inner;
  }
  if (reader.peek().kind === 'value') {
    return { kind: 'value', value: reader.value() };
  }
  const name = reader.functionName();
  return name === undefined ? { kind: 'path', path: reader.path() } : functionCall(reader, name);
}

function functionCall(reader: TokenReader, name: string): UpdateOperand {
  if (name !== 'if_not_exists' && name !== 'list_append') {
    throw new ExpressionSyntaxError(`Invalid function name; function: ${name}`);
  }
  reader.next();
  reader.expectSymbol('(');
  const call = reader.nested((): UpdateOperand => {
    if (name === 'if_not_exists') {
      const path = reader.path();
      reader.expectSymbol(',');
      return { kind: name, path, fallback: operand(reader) };
    }
    const left = operand(reader);
    reader.expectSymbol(',');
    return { kind: name, left, right: operand(reader) };
  });
  reader.expectSymbol(')');
  return call;
}
