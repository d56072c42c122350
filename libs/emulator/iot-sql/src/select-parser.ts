import { parseInner } from './parsing';
import type { Parsing } from './parsing';
import { SqlParseException } from './sql-parse-error';
import type { SelectClause, Selection } from './statement';

/**
 * Parses what follows SELECT: `VALUE` and an expression, or a list.
 * @throws SqlParseException
 */
export function parseSelectClause(parsing: Parsing): SelectClause {
  const { stream } = parsing;
  const { text } = stream.peek();
  if (stream.accept('VALUE')) {
    refuseKey(text, parsing);
    const value = stream.accept('*') ? ({ kind: 'payload' } as const) : parseInner(parsing);
    return { kind: 'value', value };
  }
  const list = [parseSelection(parsing)];
  while (stream.accept(',')) {
    list.push(parseSelection(parsing));
  }
  return { kind: 'list', list };
}

/** Guessed of AWS: VALUE is no key of a payload. @throws SqlParseException where it is meant as one */
function refuseKey(word: string, { stream }: Parsing): void {
  const { kind, text } = stream.peek();
  if (kind === 'end' || ['FROM', 'AS', ',', '.', ')'].includes(text.toUpperCase())) {
    throw new SqlParseException(
      `${word} needs an expression. If it is a key of the payload, write get(*, "${word}").`,
    );
  }
}

function parseSelection(parsing: Parsing): Selection {
  const { stream } = parsing;
  if (stream.accept('*')) {
    return stream.accept('AS')
      ? { kind: 'value', keys: parseAlias(parsing), value: { kind: 'payload' } }
      : { kind: 'everything' };
  }
  const start = stream.peek();
  const value = parseInner(parsing);
  const source = stream.textSince(start);
  if (stream.accept('AS')) {
    return { kind: 'value', keys: parseAlias(parsing), value };
  }
  // A path is known by its last key, as in SELECT color.red.
  const key = value.kind === 'path' || value.kind === 'member' ? value.keys.at(-1) : source;
  return { kind: 'value', keys: [key ?? source], value };
}

/** `AS bar.baz` is in the guide's page iot-sql-json. Guessed: it makes an object in an object. */
function parseAlias({ stream }: Parsing): string[] {
  const keys: string[] = [];
  do {
    const key = stream.take();
    if (key.kind !== 'word') {
      throw new SqlParseException(`Expected a name after AS, found ${key.text} at position ${key.at}.`);
    }
    keys.push(key.text);
  } while (stream.accept('.'));
  return keys;
}
