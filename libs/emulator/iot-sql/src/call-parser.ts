import { absentFunctions, functions } from './functions/function-table';
import { needsSecondVersion, parseInner, parseList } from './parsing';
import type { Parsing } from './parsing';
import { SqlParseException } from './sql-parse-error';
import { isSecondVersion } from './sql-version';
import type { CastType, Expression } from './statement';

/** Developer guide, iot-sql-functions: the keywords after AS, the later ones of version 2016-03-23. */
const castTypes = new Map<string, { readonly type: CastType; readonly later?: true }>([
  ['STRING', { type: 'String' }],
  ['NVARCHAR', { type: 'String' }],
  ['TEXT', { type: 'String' }],
  ['NTEXT', { type: 'String' }],
  ['VARCHAR', { type: 'String' }],
  ['INT', { type: 'Int' }],
  ['INTEGER', { type: 'Int' }],
  ['DOUBLE', { type: 'Decimal' }],
  ['DECIMAL', { type: 'Decimal', later: true }],
  ['BOOL', { type: 'Boolean', later: true }],
  ['BOOLEAN', { type: 'Boolean', later: true }],
]);

/**
 * Parses the arguments of a function behind its name and parenthesis. A wrong number of them is no error: the guide's
 * page iot-sql-data-types says that the call is Undefined.
 * @throws SqlParseException for a function that is not run, or not with such literals
 */
export function parseCall(name: string, parsing: Parsing): Expression {
  const lowerCase = name.toLowerCase();
  if (lowerCase === 'cast') {
    return parseCast(parsing);
  }
  const why = absentFunctions.get(lowerCase);
  if (why !== undefined) {
    throw new SqlParseException(`The function ${name}() is not supported: it asks ${why}.`);
  }
  const called = functions.get(lowerCase);
  if (!called) {
    throw new SqlParseException(`There is no function ${name}().`);
  }
  if (called.since !== '2015-10-08' && !isSecondVersion(parsing.version)) {
    needsSecondVersion(parsing, `Calls of ${name}()`);
  }
  const args = parseList(parsing, ')', () => parseArgument(parsing));
  const problem = called.check?.(args.map((arg) => (arg.kind === 'literal' ? arg.value : undefined)));
  if (problem !== undefined) {
    throw new SqlParseException(`${name}(): ${problem}`);
  }
  return { kind: 'call', called, args };
}

function parseArgument(parsing: Parsing): Expression {
  return parsing.stream.accept('*') ? { kind: 'payload' } : parseInner(parsing);
}

function parseCast(parsing: Parsing): Expression {
  const { stream } = parsing;
  const value = parseInner(parsing);
  stream.expect('AS');
  const { text, at } = stream.take();
  const cast = castTypes.get(text.toUpperCase());
  if (!cast) {
    throw new SqlParseException(`cast() has no type ${text} (position ${at}).`);
  }
  if (cast.later) {
    needsSecondVersion(parsing, `Casts to ${text}`);
  }
  stream.expect(')');
  return { kind: 'cast', value, type: cast.type };
}
