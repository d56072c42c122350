import type { Bound, Literal, Pattern, ValueTest } from '@fleet/fleet-index-query';
import type { Sql } from './sql-condition';
import { allOf, sql, wrapped } from './sql-condition';

/** Expressions for one value: its text (null: there is none), and its number where it can have one. */
export interface ValueColumns {
  readonly text: string;
  readonly number?: string;
}

/** `matches` of a value in SQL: true or false, never null, so that its negation is the rest. */
export function valueCondition(columns: ValueColumns, test: ValueTest): Sql {
  const { text } = columns;
  switch (test.kind) {
    case 'exists':
      return sql(`${text} IS NOT NULL`);
    case 'equals':
      return wrapped('(', equality(columns, test.value), ') IS TRUE');
    case 'pattern':
      return sql(`(${text} LIKE ? ESCAPE '\\') IS TRUE`, likePattern(test.pattern));
    case 'range':
      return allOf([
        sql(`${text} IS NOT NULL`),
        ...(test.lower ? [comparison(columns, test.lower.inclusive ? '>=' : '>', test.lower)] : []),
        ...(test.upper ? [comparison(columns, test.upper.inclusive ? '<=' : '<', test.upper)] : []),
      ]);
  }
}

/** A text that looks like a number equals no text that does not: there is only the number to compare. */
function equality({ text, number }: ValueColumns, value: Literal): Sql {
  if (number !== undefined && value.number !== undefined) {
    return sql(`${number} = ?`, value.number);
  }
  return sql(`${text} COLLATE NOCASE = ?`, value.text);
}

function comparison({ text, number }: ValueColumns, operator: string, bound: Bound): Sql {
  const asText = sql(`${text} COLLATE NOCASE ${operator} ?`, bound.text);
  if (number === undefined || bound.number === undefined) {
    return wrapped('(', asText, ') IS TRUE');
  }
  return sql(
    `CASE WHEN ${number} IS NULL THEN ${asText.text} ELSE ${number} ${operator} ? END`,
    ...asText.parameters,
    bound.number,
  );
}

/** SQLite's LIKE folds the case of ASCII letters, as the index does. */
function likePattern(pattern: Pattern): string {
  return pattern
    .map((part) => {
      if (part.kind === 'any-characters') {
        return '%';
      }
      return part.kind === 'one-character' ? '_' : part.text.replace(/[\\%_]/g, '\\$&');
    })
    .join('');
}
