import { integer, json, text } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import type { IndexedDocument, Query } from '@fleet/fleet-index-query';
import { matches } from '@fleet/fleet-index-query';
import * as z from 'zod';
import type { ThingGroupRepository } from '../registry/thing-group-repository';
import { indexField } from './field-names';
import { GroupsOfDocuments } from './groups-of-documents';
import { indexedValues } from './thing-document';

/** Where there are more kinds, things are so different that counting kinds is no shorter than counting things. */
const mostKinds = 10_000;

/** The kind of a thing, by what its row and its groups are. @param thing an expression for its name */
const groupsOf = (thing: string, but = 'TRUE') =>
  `(SELECT json_group_array(thing_group_name) FROM (
     SELECT thing_group_name FROM iot_thing_group_member WHERE thing_name = ${thing} AND ${but} ORDER BY thing_group_name))`;
const kindKey = (row: string, groups: string) =>
  `(group_names, thing_type_name, attributes) = (${groups}, coalesce(${row}.thing_type_name, ''), ${row}.attributes)`;

/** One thing more of a kind. */
const oneMore = (row: string, groups: string, where = 'WHERE TRUE') =>
  `INSERT INTO iot_thing_kind SELECT ${groups}, coalesce(${row}.thing_type_name, ''), ${row}.attributes, 1 ${where}
   ON CONFLICT DO UPDATE SET things = things + 1;`;
const thingNamed = (name: string) => `FROM iot_thing AS thing WHERE thing.thing_name = ${name}`;

/** One thing less of a kind, whose row goes with its last thing. */
const oneLess = (condition: string) =>
  `UPDATE iot_thing_kind SET things = things - 1 WHERE ${condition};
   DELETE FROM iot_thing_kind WHERE ${condition} AND things = 0;`;

/** The same for a thing that is found by its name: its row is gone where the thing is deleted before its groups. */
const withThing = (name: string, groups: string) =>
  `(group_names, thing_type_name, attributes) = (
     SELECT ${groups}, coalesce(thing_type_name, ''), attributes FROM iot_thing WHERE thing_name = ${name})`;

const before = groupsOf('NEW.thing_name', 'thing_group_name <> NEW.thing_group_name');
const withOld = `(SELECT json_group_array(name) FROM (
  SELECT thing_group_name AS name FROM iot_thing_group_member WHERE thing_name = OLD.thing_name
  UNION SELECT OLD.thing_group_name ORDER BY name))`;

const schema = [
  `CREATE TABLE iot_thing_kind (
     group_names TEXT NOT NULL,
     thing_type_name TEXT NOT NULL,
     attributes TEXT NOT NULL,
     things INTEGER NOT NULL,
     PRIMARY KEY (group_names, thing_type_name, attributes)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO iot_thing_kind
     SELECT ${groupsOf('thing.thing_name')} AS names, coalesce(thing.thing_type_name, '') AS type, thing.attributes, count(*)
     FROM iot_thing AS thing GROUP BY names, type, thing.attributes;
   CREATE TRIGGER iot_thing_kind_created AFTER INSERT ON iot_thing BEGIN
     ${oneMore('NEW', groupsOf('NEW.thing_name'))}
   END;
   CREATE TRIGGER iot_thing_kind_changed AFTER UPDATE OF thing_type_name, attributes ON iot_thing BEGIN
     ${oneLess(kindKey('OLD', groupsOf('OLD.thing_name')))}
     ${oneMore('NEW', groupsOf('NEW.thing_name'))}
   END;
   CREATE TRIGGER iot_thing_kind_deleted AFTER DELETE ON iot_thing BEGIN
     ${oneLess(kindKey('OLD', groupsOf('OLD.thing_name')))}
   END;
   CREATE TRIGGER iot_thing_kind_joined AFTER INSERT ON iot_thing_group_member BEGIN
     ${oneLess(withThing('NEW.thing_name', before))}
     ${oneMore('thing', groupsOf('NEW.thing_name'), thingNamed('NEW.thing_name'))}
   END;
   CREATE TRIGGER iot_thing_kind_left AFTER DELETE ON iot_thing_group_member BEGIN
     ${oneLess(withThing('OLD.thing_name', withOld))}
     ${oneMore('thing', groupsOf('OLD.thing_name'), thingNamed('OLD.thing_name'))}
   END;`,
];

const attributesSchema = z.record(z.string(), z.string());
const namesSchema = z.array(z.string());

/**
 * How many things there are that differ in nothing but their names: a fleet of a million has some hundred kinds of them.
 * The database keeps the numbers with every change of a thing and its groups.
 */
export class DocumentKinds {
  constructor(
    private readonly store: Store,
    private readonly groups: ThingGroupRepository,
  ) {
    store.migrate('iot_thing_kind', schema);
  }

  /** How many things a query finds; nothing where its terms tell things of one kind apart, or kinds are too many. */
  count(query: Query): number | undefined {
    if (!isOfKinds(query)) {
      return undefined;
    }
    const kinds = this.store.all('SELECT * FROM iot_thing_kind LIMIT ?', mostKinds + 1);
    if (kinds.length > mostKinds) {
      return undefined;
    }
    const above = new GroupsOfDocuments(this.groups);
    return kinds.reduce((sum, row) => {
      const type = text(row, 'thing_type_name');
      const document = valuesOfKind({
        thingTypeName: type === '' ? undefined : type,
        attributes: json(row, 'attributes', attributesSchema),
        thingGroupNames: above.withThoseAbove(json(row, 'group_names', namesSchema)),
      });
      return matches(query, document) ? sum + integer(row, 'things') : sum;
    }, 0);
  }
}

interface Kind {
  readonly thingTypeName: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly thingGroupNames: readonly string[];
}

/** Names are not asked for: any will do. */
function valuesOfKind({ thingGroupNames, ...thing }: Kind): IndexedDocument {
  return indexedValues({
    thing: { thingName: 'any', thingId: 'any', ...thing },
    thingGroupNames,
    connectivity: undefined,
  });
}

/** Whether all terms are about what things of one kind have in common. */
function isOfKinds(query: Query): boolean {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.operands.every(isOfKinds);
    case 'not':
      return isOfKinds(query.operand);
    case 'term': {
      const kind = query.field === undefined ? undefined : indexField(query.field).kind;
      return kind === 'attribute' || kind === 'thing-groups' || kind === 'thing-type';
    }
  }
}
