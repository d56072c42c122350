import fc from 'fast-check';
import type { TestControlPlane } from '../testing/test-control-plane';
import { openTestControlPlane } from '../testing/test-control-plane';

const names = ['a', 'b', 'c', 'd'];
const groups = ['one', 'two'];

/** Something that changes what a thing is. */
const change = fc.record({
  name: fc.constantFrom(...names),
  group: fc.constantFrom(...groups),
  attributes: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2'), { maxKeys: 2 }),
  what: fc.constantFrom('create', 'update', 'delete', 'join', 'leave', 'type', 'end group'),
});
type Change = typeof change extends fc.Arbitrary<infer Made> ? Made : never;

describe('kinds of things', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
    cloud.iot.thingTypes.create('lamp');
  });
  afterEach(() => cloud.close());

  const kept = () =>
    cloud.store.all('SELECT * FROM iot_thing_kind ORDER BY group_names, thing_type_name, attributes');
  const counted = () =>
    cloud.store.all(
      `SELECT names AS group_names, type AS thing_type_name, attributes, count(*) AS things FROM (
         SELECT coalesce(thing_type_name, '') AS type, attributes, (
           SELECT json_group_array(thing_group_name) FROM (
             SELECT thing_group_name FROM iot_thing_group_member AS member
             WHERE member.thing_name = thing.thing_name ORDER BY thing_group_name)) AS names
         FROM iot_thing AS thing)
       GROUP BY names, type, attributes ORDER BY names, type, attributes`,
    );

  function make({ name, group, attributes, what }: Change): void {
    const { things, thingGroups } = cloud.iot;
    switch (what) {
      case 'create':
        things.create(name, undefined, attributes);
        return;
      case 'update':
        things.update(name, { attributes });
        return;
      case 'type':
        things.update(name, { thingTypeName: 'lamp' });
        return;
      case 'delete':
        things.delete(name);
        return;
      case 'join':
        thingGroups.addThing(group, name);
        return;
      case 'leave':
        thingGroups.removeThing(group, name);
        return;
      case 'end group':
        thingGroups.delete(group);
        thingGroups.create(group, undefined);
    }
  }

  it('are as many as the registry has, whatever was changed in it', () => {
    for (const group of groups) {
      cloud.iot.thingGroups.create(group, undefined);
    }
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        for (const each of changes) {
          try {
            make(each);
          } catch (error) {
            // The registry refuses what cannot be: a thing that is there already, or is not there.
            expect(error).toMatchObject({ name: 'AwsError' });
          }
          expect(kept()).toEqual(counted());
        }
      }),
      { numRuns: 60 },
    );
  });
});
