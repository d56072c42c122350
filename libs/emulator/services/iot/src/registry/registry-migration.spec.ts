import { openStore } from '@fleet/emulator-store';
import { openTestControlPlane } from '../testing/test-control-plane';

/** What version 1 of the registry's schema had, and what it would have written. */
const version1 = [
  `CREATE TABLE iot_thing (
     thing_name TEXT PRIMARY KEY, thing_id TEXT NOT NULL, thing_type_name TEXT, attributes TEXT NOT NULL,
     version INTEGER NOT NULL, created_at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX iot_thing_by_type ON iot_thing (thing_type_name, thing_name);
   CREATE TABLE iot_thing_attribute (
     name TEXT NOT NULL, value TEXT NOT NULL, thing_name TEXT NOT NULL, PRIMARY KEY (name, value, thing_name)
   ) STRICT, WITHOUT ROWID;`,
];
const attributeValues = [
  '20180630',
  '-1.5e2',
  '007',
  'x',
  '9007199254740991',
  '9007199254740992',
  '1e400',
  'true',
  '1.50',
];

describe('a registry of an older version', () => {
  it('is found by the fleet index as if it had been written today', async () => {
    const store = openStore(':memory:');
    store.migrate('iot_thing', version1);
    for (const [index, value] of attributeValues.entries()) {
      const name = `old-${index}`;
      store.run(
        'INSERT INTO iot_thing VALUES (?, ?, NULL, ?, 1, 0)',
        name,
        `id-${index}`,
        JSON.stringify({ a: value }),
      );
      store.run('INSERT INTO iot_thing_attribute VALUES (?, ?, ?)', 'a', value, name);
    }
    const cloud = await openTestControlPlane({ store });
    const { things, indexing, fleetIndex } = cloud.iot;
    for (const [index, value] of attributeValues.entries()) {
      things.create(`new-${index}`, undefined, { a: value });
    }
    const rows = (prefix: string) =>
      store.all(
        `SELECT name, value, number FROM iot_thing_attribute WHERE thing_name LIKE '${prefix}%' ORDER BY thing_name`,
      );
    expect(rows('old')).toHaveLength(attributeValues.length);
    expect(rows('old')).toEqual(rows('new'));

    indexing.update({ things: { thingIndexingMode: 'REGISTRY' } });
    things.update('old-0', { attributes: { a: '20260101' } });
    const found = fleetIndex.search('attributes.a:[20180630 TO 20260101]', {}).items;
    expect(found.map(({ thing: { thingName } }) => thingName)).toEqual(['new-0', 'old-0']);
    cloud.close();
  });
});
