import { AwsError } from '@fleet/aws-wire';
import { parseQuery } from '@fleet/fleet-index-query';
import { errorCodeOf } from '../testing/error-code';
import type { TestControlPlane } from '../testing/test-control-plane';
import { openTestControlPlane } from '../testing/test-control-plane';
import { accessPaths } from './access-paths';
import { CandidateScan } from './candidate-scan';
import { IndexedNames } from './indexed-names';
import { choosePath } from './path-choice';
import { queryCondition } from './query-condition';

describe('the fleet index', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
    index({ thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' });
    cloud.iot.thingGroups.create('fleet');
  });
  afterEach(() => cloud.close());

  const index = (things: Record<string, unknown>) => cloud.iot.indexing.update({ things });
  const search = (query: string) =>
    cloud.iot.fleetIndex.search(query, {}).items.map(({ thing: { thingName } }) => thingName);
  const connect = (clientId: string, sessionIdentifier = 's1') =>
    cloud.iot.connectivity.connected({ clientId, sessionIdentifier, at: cloud.clock.now() });
  const disconnect = (clientId: string, sessionIdentifier = 's1') =>
    cloud.iot.connectivity.disconnected({
      clientId,
      sessionIdentifier,
      at: cloud.clock.now(),
      reason: 'CONNECTION_LOST',
    });

  it('tells apart due, missing, malformed and future dates', () => {
    const { things, thingGroups } = cloud.iot;
    const dates = { old: '20180630', new: '20261001', future: '20991231', garbage: 'x2018', short: '201806' };
    for (const [name, issued] of Object.entries(dates)) {
      things.create(name, undefined, { issued });
    }
    things.create('none');
    things.create('outsider', undefined, { issued: '20180630' });
    for (const name of [...Object.keys(dates), 'none']) {
      thingGroups.addThing('fleet', name);
    }
    expect(search('thingGroupNames:fleet AND attributes.issued:[19700101 TO 20251101]')).toEqual(['old']);
    expect(search('thingGroupNames:fleet AND attributes.issued<=20251101').sort()).toEqual(['old', 'short']);
    expect(search('thingGroupNames:fleet AND NOT attributes.issued:[19700101 TO 20261128]').sort()).toEqual([
      'future',
      'garbage',
      'none',
      'short',
    ]);
  });

  it('is up to date with every change of the registry', () => {
    const { things, thingGroups } = cloud.iot;
    things.create('t', undefined, { a: '1', b: 'x' });
    expect(search('attributes.a:1')).toEqual(['t']);
    things.update('t', { attributes: { a: '2' } });
    expect(search('attributes.a:1 OR attributes.b:*')).toEqual([]);
    expect(search('attributes.a>1')).toEqual(['t']);
    thingGroups.create('site', 'fleet');
    thingGroups.addThing('site', 't');
    expect(search('thingGroupNames:FLEET')).toEqual(['t']);
    thingGroups.removeThing('site', 't');
    expect(search('thingGroupNames:*')).toEqual([]);
    things.delete('t');
    expect(search('*')).toEqual([]);
    things.create('t');
    expect(search('attributes.a:*')).toEqual([]);
  });

  it('is not there while indexing is off, and complete when it is on again', () => {
    index({ thingIndexingMode: 'OFF' });
    cloud.iot.things.create('t');
    connect('t');
    expect(errorCodeOf(() => search('*'))).toBe('ResourceNotFoundException');
    index({ thingIndexingMode: 'REGISTRY' });
    expect(search('t')).toEqual(['t']);
    expect(search('connectivity.connected:*')).toEqual([]);
    expect(cloud.iot.fleetIndex.search('t', {}).items[0]?.connectivity).toBeUndefined();
    expect(errorCodeOf(() => cloud.iot.fleetIndex.connectivityOf('t'))).toBe('ResourceNotFoundException');
    index({ thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' });
    expect(search('connectivity.connected:true')).toEqual(['t']);
  });

  it('goes on with the token of the same query only', () => {
    for (const name of ['a', 'b', 'c']) {
      cloud.iot.things.create(name);
    }
    const { fleetIndex } = cloud.iot;
    const { items, nextToken } = fleetIndex.search('*', { maxResults: 2 });
    expect(items).toHaveLength(2);
    expect(fleetIndex.search('*', { nextToken }).items).toHaveLength(1);
    const forged = Buffer.from(JSON.stringify(['x', 0, 0, null])).toString('base64url');
    for (const [query, token] of [
      ['a*', nextToken],
      ['*', forged],
      ['*', 'nonsense'],
      ['*', 'x'.repeat(5000)],
    ] as const) {
      expect(errorCodeOf(() => fleetIndex.search(query, { nextToken: token }))).toBe(
        'InvalidRequestException',
      );
    }
    index({ thingIndexingMode: 'REGISTRY' });
    expect(errorCodeOf(() => fleetIndex.search('*', { nextToken }))).toBe('InvalidRequestException');
    for (const maxResults of [0, 101, 1.5]) {
      expect(errorCodeOf(() => fleetIndex.search('*', { maxResults }))).toBe('InvalidRequestException');
    }
  });

  it('refuses a token that was tampered with', () => {
    for (const name of ['a', 'b']) {
      cloud.iot.things.create(name);
    }
    const { fleetIndex } = cloud.iot;
    const { nextToken = '' } = fleetIndex.search('*', { maxResults: 1 });
    const [digest] = JSON.parse(Buffer.from(nextToken, 'base64url').toString()) as [string];
    for (const position of [
      [1, 0, null],
      [0, 1, null],
      [0, 0, ['a', 'b']],
      [-1, 0, null],
      [0, 0, [{}]],
    ]) {
      const token = Buffer.from(JSON.stringify([digest, ...position])).toString('base64url');
      expect(errorCodeOf(() => fleetIndex.search('*', { nextToken: token }))).toBe('InvalidRequestException');
    }
  });

  it('says what is wrong with a query', () => {
    expect(() => search('thingName:')).toThrow(AwsError);
    expect(errorCodeOf(() => search('thingName:'))).toBe('InvalidQueryException');
    expect(() => search('thingName:')).toThrow('Expected a term, found the end of the query.');
  });

  it('finds a thing among very many groups, once', () => {
    const { things, thingGroups } = cloud.iot;
    things.create('t');
    for (let number = 0; number < 250; number += 1) {
      thingGroups.create(`g${number}`);
    }
    for (const name of ['g1', 'g2', 'g240']) {
      thingGroups.addThing(name, 't');
    }
    expect(search('thingGroupNames:g*')).toEqual(['t']);
    expect(search('thingGroupNames:g2*')).toEqual(['t']);
    expect(search('thingGroupNames:none')).toEqual([]);
  });

  it('knows who is connected, by the newest connection of a client id', () => {
    const { things, connectivity } = cloud.iot;
    things.create('t');
    things.create('never');
    connect('t', 's1');
    connect('t', 's2');
    disconnect('t', 's1');
    expect(search('connectivity.connected:true')).toEqual(['t']);
    expect(connectivity.of('t')).toEqual({ connected: true, changedAt: expect.any(Date) as Date });
    disconnect('t', 's2');
    expect(search('connectivity.connected:false').sort()).toEqual(['never', 't']);
    expect(search('connectivity.disconnectReason:CONNECTION_LOST')).toEqual(['t']);
    expect(connectivity.of('never')).toEqual({ connected: false });
  });

  it('knows a client that was connected before its thing was made, and forgets those that never have one', () => {
    connect('t');
    connect('claim:1');
    disconnect('claim:1');
    expect(cloud.store.all('SELECT * FROM iot_thing_connectivity')).toEqual([]);
    cloud.iot.things.create('t');
    expect(search('connectivity.connected:true')).toEqual(['t']);
    cloud.iot.things.delete('t');
    cloud.iot.things.create('t');
    expect(search('connectivity.connected:true')).toEqual(['t']);
    disconnect('t');
    cloud.iot.things.delete('t');
    expect(cloud.store.all('SELECT * FROM iot_thing_connectivity')).toEqual([]);
  });

  it('knows that nobody is connected after its process was killed', async () => {
    cloud.iot.things.create('t');
    connect('t');
    const again = await openTestControlPlane({ store: cloud.store });
    expect(again.iot.connectivity.of('t')).toMatchObject({
      connected: false,
      disconnectReason: 'SERVER_ERROR',
    });
    expect(search('connectivity.connected:true')).toEqual([]);
    again.iot.close();
  });

  it('counts what a query finds, and what of it has a field', async () => {
    const { things, fleetIndex } = cloud.iot;
    for (const name of ['a', 'b', 'c']) {
      things.create(name, undefined, name === 'c' ? {} : { x: name });
    }
    expect(await fleetIndex.count('*')).toBe(3);
    expect(await fleetIndex.count('NOT a', 'attributes.x')).toBe(1);
  });

  it('registers very many things at once, checked as one by one', () => {
    const { bulkRegistration, things, thingTypes } = cloud.iot;
    thingTypes.create('lamp');
    const many = Array.from({ length: 2_500 }, (_, number) => ({
      thingName: `n${number}`,
      thingTypeName: 'lamp',
      attributes: { number: String(number), none: '' },
      thingGroupNames: ['fleet', 'fleet'],
    }));
    connect('n7');
    expect(bulkRegistration.register(many)).toBe(2_500);
    expect(things.describe('n17')).toMatchObject({
      thingTypeName: 'lamp',
      attributes: { number: '17' },
      version: 1,
    });
    expect(search('thingTypeName:lamp thingGroupNames:fleet attributes.number:[17 TO 18]')).toEqual([
      'n17',
      'n18',
    ]);
    expect(search('connectivity.connected:true')).toEqual(['n7']);
    const codeOf = (thing: object) =>
      errorCodeOf(() => bulkRegistration.register([{ thingName: 'new' }, { thingName: 'x', ...thing }]));
    expect(codeOf({ thingName: 'a/b' })).toBe('InvalidRequestException');
    expect(codeOf({ attributes: { a: '1', b: '2', c: '3', d: '4' } })).toBe('InvalidRequestException');
    expect(codeOf({ thingGroupNames: ['none'] })).toBe('ResourceNotFoundException');
    expect(codeOf({ thingTypeName: 'none' })).toBe('ResourceNotFoundException');
    expect(() => bulkRegistration.register([{ thingName: 'new' }, { thingName: 'n1' }])).toThrow('UNIQUE');
    expect(things.find('new')).toBeUndefined();
  });
});

describe('the way of a query through the registry', () => {
  let cloud: TestControlPlane;
  beforeAll(async () => {
    cloud = await openTestControlPlane();
    const { iot } = cloud;
    iot.thingGroups.create('small');
    iot.thingGroups.create('large');
    iot.thingGroups.create('child', 'small');
    iot.bulkRegistration.register(
      Array.from({ length: 10_000 }, (_, number) => ({
        thingName: `n${number}`,
        attributes: { number: String(number), model: number % 2 === 0 ? 'even' : 'odd' },
        thingGroupNames: number < 300 ? ['small', 'large'] : ['large'],
      })),
    );
  });
  afterAll(() => cloud.close());

  /** Where the first step of the chosen path begins to read. */
  function chosen(query: string): { sql: string; plan: string } {
    const { store } = cloud;
    const context = { names: new IndexedNames(store), connectivity: true };
    const parsed = parseQuery(query);
    const path = choosePath(store, accessPaths(parsed, context));
    const [step] = path?.steps ?? [];
    if (!path || !step) {
      throw new Error('a query always has a path');
    }
    const after = Array.from({ length: step.source.keyLength }, () => '1');
    const scan = new CandidateScan(store, path, queryCondition(parsed, context), 100);
    const statement = scan.statement('thing.*', { step: 0, after }, 10);
    if (!statement) {
      throw new Error('a path has a first step');
    }
    const plan = store.all(`EXPLAIN QUERY PLAN ${statement.text}`, ...statement.parameters);
    return { sql: statement.text, plan: JSON.stringify(plan) };
  }

  it.each([
    [
      'thingGroupNames:large AND attributes.number:[10 TO 20]',
      'iot_thing_attribute_by_number',
      '(number,value,thing_name)>(?,?,?)',
    ],
    [
      'thingGroupNames:large AND attributes.number<=20',
      'iot_thing_attribute_by_number',
      '(number,value,thing_name)>(?,?,?)',
    ],
    [
      'thingGroupNames:small AND attributes.number>=20',
      'iot_thing_group_member',
      'thing_group_name=? AND thing_name>?',
    ],
    [
      'thingGroupNames:small AND NOT attributes.number:[10 TO 20]',
      'iot_thing_group_member',
      'thing_group_name=? AND thing_name>?',
    ],
    [
      'thingGroupNames:large AND attributes.model:e*',
      'iot_thing_attribute_by_value',
      '(value,thing_name)>(?,?)',
    ],
    [
      'attributes.model:none AND thingGroupNames:large',
      'iot_thing_attribute_by_value',
      '(value,thing_name)>(?,?)',
    ],
    ['attributes.model:even thingName:n17', 'iot_thing_by_any_case', 'thing_name>? AND thing_name<?'],
    ['thingId:00000000-0000-0000-0000-000000000000', 'iot_thing_by_id', 'thing_id=? AND thing_name>?'],
    [
      'connectivity.connected:true thingGroupNames:large',
      'iot_thing_connectivity_by_connected',
      'connected=? AND thing_name>?',
    ],
    ['thingTypeName:none OR attributes.number:7', 'iot_thing ', 'thing_name>?'],
    ['NOT attributes.number:7', 'iot_thing ', 'thing_name>?'],
  ])('reads for %s from %s and goes on where it was', (query, index, position) => {
    const { sql, plan } = chosen(query);
    const [, inner = ''] = sql.split('FROM (');
    expect(`${inner} ${plan}`).toContain(index);
    expect(plan).toContain(position);
    expect(plan).not.toContain('TEMP B-TREE');
    expect(plan).not.toMatch(/SCAN (?!candidate|json_each)/);
  });
});
