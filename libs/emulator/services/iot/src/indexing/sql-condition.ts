import type { SqlValue } from '@fleet/emulator-store';

/** A part of a statement, with the values of its placeholders (`?`) in their order. */
export interface Sql {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
}

export function sql(text: string, ...parameters: readonly SqlValue[]): Sql {
  return { text, parameters };
}

/** Puts parts side by side. */
export function joined(parts: readonly Sql[], separator: string): Sql {
  return {
    text: parts.map(({ text }) => text).join(separator),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql('TRUE') : wrapped('(', joined(conditions, ' AND '), ')');
}

export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql('FALSE') : wrapped('(', joined(conditions, ' OR '), ')');
}

export function noneOf(conditions: readonly Sql[]): Sql {
  return wrapped('NOT ', anyOf(conditions), '');
}

export function wrapped(before: string, { text, parameters }: Sql, after: string): Sql {
  return { text: `${before}${text}${after}`, parameters };
}
