import type { Query, Term, ValueTest } from '@fleet/fleet-index-query';
import type { IndexField } from './field-names';
import { indexField } from './field-names';
import type { IndexedNames } from './indexed-names';
import type { Sql } from './sql-condition';
import { allOf, anyOf, noneOf, sql, wrapped } from './sql-condition';
import type { ValueColumns } from './value-condition';
import { valueCondition } from './value-condition';

export interface ConditionContext {
  readonly names: IndexedNames;
  /** Whether connectivity is indexed; else its fields are there for no thing. */
  readonly connectivity: boolean;
}

const connectivityColumns = {
  connected: { text: `CASE connectivity.connected WHEN 1 THEN 'true' ELSE 'false' END` },
  timestamp: { text: 'CAST(connectivity.changed_at AS TEXT)', number: 'connectivity.changed_at' },
  disconnectReason: { text: 'connectivity.disconnect_reason' },
} satisfies Record<string, ValueColumns>;

/**
 * A query as a condition on the aliases `thing` (iot_thing) and `connectivity` (iot_thing_connectivity, or nulls),
 * true or false and never null. It is true exactly where `matches` is.
 */
export function queryCondition(query: Query, context: ConditionContext): Sql {
  switch (query.kind) {
    case 'and':
      return allOf(query.operands.map((operand) => queryCondition(operand, context)));
    case 'or':
      return anyOf(query.operands.map((operand) => queryCondition(operand, context)));
    case 'not':
      return noneOf([queryCondition(query.operand, context)]);
    case 'term':
      return termCondition(query, context);
  }
}

function termCondition({ field, test }: Term, context: ConditionContext): Sql {
  if (field !== undefined) {
    return fieldCondition(indexField(field), test, context);
  }
  // Every thing has a name.
  if (test.kind === 'exists') {
    return sql('TRUE');
  }
  const registry = ['thing-name', 'thing-id', 'thing-type', 'thing-groups'] as const;
  return anyOf([
    ...registry.map((kind) => fieldCondition({ kind }, test, context)),
    attributeCondition(undefined, test),
  ]);
}

function fieldCondition(field: IndexField, test: ValueTest, context: ConditionContext): Sql {
  switch (field.kind) {
    case 'thing-name':
      return valueCondition({ text: 'thing.thing_name' }, test);
    case 'thing-id':
      return valueCondition({ text: 'thing.thing_id' }, test);
    case 'thing-type':
      return valueCondition({ text: 'thing.thing_type_name' }, test);
    case 'thing-groups':
      return groupCondition(test.kind === 'exists' ? undefined : context.names.groups(test));
    case 'attribute':
      return attributeCondition(field.name, test);
    case 'connectivity':
      return context.connectivity ? valueCondition(connectivityColumns[field.column], test) : sql('FALSE');
    case 'unknown':
      return sql('FALSE');
  }
}

/** @param names of the groups that will do; any group where they are left out */
function groupCondition(names: readonly string[] | undefined): Sql {
  const member = 'SELECT 1 FROM iot_thing_group_member AS member WHERE member.thing_name = thing.thing_name';
  if (names === undefined) {
    return sql(`EXISTS (${member})`);
  }
  const [only, ...others] = names;
  if (only === undefined) {
    return sql('FALSE');
  }
  if (others.length === 0) {
    return sql(`EXISTS (${member} AND member.thing_group_name = ?)`, only);
  }
  return sql(
    `EXISTS (${member} AND member.thing_group_name IN (SELECT value FROM json_each(?)))`,
    JSON.stringify(names),
  );
}

function attributeCondition(name: string | undefined, test: ValueTest): Sql {
  const value = valueCondition({ text: 'attribute.value', number: 'attribute.number' }, test);
  const ofThing =
    'SELECT 1 FROM iot_thing_attribute AS attribute WHERE attribute.thing_name = thing.thing_name';
  if (name === undefined) {
    return wrapped(`EXISTS (${ofThing} AND `, value, ')');
  }
  return {
    text: `EXISTS (${ofThing} AND attribute.name = ? AND ${value.text})`,
    parameters: [name, ...value.parameters],
  };
}
