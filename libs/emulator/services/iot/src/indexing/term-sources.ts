import type { Bound, Pattern, Term, ValueTest } from '@fleet/fleet-index-query';
import { fold } from '@fleet/fleet-index-query';
import type { CandidateSource } from './candidate-source';
import { indexRange, thingNames, thingsOfNames } from './candidate-source';
import { indexField } from './field-names';
import type { ConditionContext } from './query-condition';
import type { Sql } from './sql-condition';
import { sql } from './sql-condition';

/** Sorts behind every text that begins with what it is appended to. */
const last = '\u{10ffff}';

/** Sources that hold all things a term finds, none of them twice, and perhaps more. */
export interface TermSources {
  /** How few they are likely to hold, 0 being fewest: decides where counting does not. */
  readonly rank: number;
  readonly sources: readonly CandidateSource[];
}

/** What index the things of a term are read from; none: only looking at every thing finds them. */
export function termSources({ field, test }: Term, context: ConditionContext): TermSources | undefined {
  if (field === undefined) {
    return undefined;
  }
  const meant = indexField(field);
  switch (meant.kind) {
    case 'thing-name':
      return thingNameSources(test);
    case 'thing-id':
      return thingIdSources(test);
    case 'thing-type':
      if (test.kind === 'exists') {
        return undefined;
      }
      return { rank: 3, sources: [thingsOfNames('iot_thing', 'thing_type_name', context.names.types(test))] };
    case 'thing-groups': {
      if (test.kind === 'exists') {
        return undefined;
      }
      const names = context.names.groups(test);
      return { rank: 3, sources: [thingsOfNames('iot_thing_group_member', 'thing_group_name', names)] };
    }
    case 'attribute':
      return attributeSources(meant.name, test);
    case 'connectivity':
      return meant.column === 'connected' && context.connectivity ? connectedSources(test) : undefined;
    case 'unknown':
      return undefined;
  }
}

function thingNameSources(test: ValueTest): TermSources | undefined {
  // Names are text, also those that look like numbers.
  const ends = test.kind === 'range' ? test : textEnds(test);
  if (!ends) {
    return undefined;
  }
  const column = 'thing_name COLLATE NOCASE';
  const source = thingNames(bound(column, '>', ends.lower), bound(column, '<', ends.upper));
  return { rank: test.kind === 'equals' ? 0 : 2, sources: [source] };
}

/** Ids are written in lower case. */
function thingIdSources(test: ValueTest): TermSources | undefined {
  if (test.kind !== 'equals') {
    return undefined;
  }
  const where = [sql('thing_id = ?', fold(test.value.text))];
  return { rank: 0, sources: [indexRange({ table: 'iot_thing', key: ['thing_name'], where })] };
}

function connectedSources(test: ValueTest): TermSources | undefined {
  if (test.kind !== 'equals' || fold(test.value.text) !== 'true') {
    return undefined;
  }
  const where = [sql('connected = 1')];
  return { rank: 3, sources: [indexRange({ table: 'iot_thing_connectivity', key: ['thing_name'], where })] };
}

function attributeSources(name: string, test: ValueTest): TermSources {
  if (test.kind === 'equals' && test.value.number !== undefined) {
    const end = { ...test.value, inclusive: true };
    return { rank: 1, sources: [numbers(name, end, end)] };
  }
  if (test.kind !== 'range' || !isNumeric(test.lower) || !isNumeric(test.upper)) {
    const ends = textEnds(test);
    const rank = test.kind === 'equals' ? 1 : ends ? 2 : 4;
    return { rank, sources: [texts(name, ends, [])] };
  }
  // Numbers by their value; what is no number by its text, which the index has before all numbers.
  const { lower, upper } = test;
  return {
    rank: 2,
    sources: [numbers(name, lower, upper), texts(name, { lower, upper }, [sql('number IS NULL')])],
  };
}

function isNumeric(end: Bound | undefined): boolean {
  return end === undefined || end.number !== undefined;
}

function numbers(name: string, lower: Bound | undefined, upper: Bound | undefined): CandidateSource {
  const numeric = (end: Bound | undefined) => end && { inclusive: end.inclusive, value: end.number ?? 0 };
  return indexRange({
    table: 'iot_thing_attribute INDEXED BY iot_thing_attribute_by_number',
    key: ['number', 'value', 'thing_name'],
    where: [sql('name = ?', name)],
    lower: bound('number', '>', numeric(lower)) ?? sql('number IS NOT NULL'),
    upper: bound('number', '<', numeric(upper)),
  });
}

interface TextEnds {
  readonly lower: Pick<Bound, 'text' | 'inclusive'> | undefined;
  readonly upper: Pick<Bound, 'text' | 'inclusive'> | undefined;
}

function texts(name: string, ends: TextEnds | undefined, where: readonly Sql[]): CandidateSource {
  const index = where.length > 0 ? 'iot_thing_attribute_by_number' : 'iot_thing_attribute_by_value';
  return indexRange({
    table: `iot_thing_attribute INDEXED BY ${index}`,
    key: ['value', 'thing_name'],
    where: [sql('name = ?', name), ...where],
    lower: bound('value', '>', ends?.lower),
    upper: bound('value', '<', ends?.upper),
  });
}

/** Between which texts all values lie that pass; undefined where that may be anywhere. */
function textEnds(test: ValueTest): TextEnds | undefined {
  switch (test.kind) {
    case 'exists':
      return undefined;
    case 'equals': {
      const end = { text: test.value.text, inclusive: true };
      return { lower: end, upper: end };
    }
    case 'pattern': {
      const text = beginningOf(test.pattern);
      if (text === undefined) {
        return undefined;
      }
      return { lower: { text, inclusive: true }, upper: { text: text + last, inclusive: true } };
    }
    case 'range': {
      const [lower, upper] = [textual(test.lower), textual(test.upper)];
      return lower || upper ? { lower, upper } : undefined;
    }
  }
}

/** A number as an end is compared with the numbers of the values, wherever these lie in the order of texts. */
function textual(end: Bound | undefined): Bound | undefined {
  return end?.number === undefined ? end : undefined;
}

function beginningOf(pattern: Pattern): string | undefined {
  const [first] = pattern;
  return first?.kind === 'text' ? first.text : undefined;
}

function bound(
  column: string,
  side: '<' | '>',
  end:
    ({ readonly inclusive: boolean } & ({ readonly text: string } | { readonly value: number })) | undefined,
): Sql | undefined {
  if (!end) {
    return undefined;
  }
  return sql(`${column} ${side}${end.inclusive ? '=' : ''} ?`, 'text' in end ? end.text : end.value);
}
