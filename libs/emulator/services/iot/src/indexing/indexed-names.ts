import { text } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import type { ValueTest } from '@fleet/fleet-index-query';
import { valueCondition } from './value-condition';

/** The names of groups and types that a term means: far fewer than things, and found before these are looked at. */
export class IndexedNames {
  constructor(private readonly store: Store) {}

  /** Groups whose name passes, and all below them: a thing is in the groups above its own, too. */
  groups(test: ValueTest): readonly string[] {
    const condition = valueCondition({ text: 'thing_group_name' }, test);
    return this.store
      .all(
        `WITH RECURSIVE meant (name) AS (
           SELECT thing_group_name FROM iot_thing_group WHERE ${condition.text}
           UNION SELECT thing_group_name FROM iot_thing_group JOIN meant ON parent_group_name = meant.name
         ) SELECT name FROM meant ORDER BY name`,
        ...condition.parameters,
      )
      .map((row) => text(row, 'name'));
  }

  types(test: ValueTest): readonly string[] {
    const condition = valueCondition({ text: 'thing_type_name' }, test);
    return this.store
      .all(
        `SELECT thing_type_name FROM iot_thing_type WHERE ${condition.text} ORDER BY thing_type_name`,
        ...condition.parameters,
      )
      .map((row) => text(row, 'thing_type_name'));
  }
}
