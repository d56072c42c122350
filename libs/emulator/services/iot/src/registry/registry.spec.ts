import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { openStore } from '@fleet/emulator-store';
import fc from 'fast-check';
import { errorCodeOf } from '../testing/error-code';
import { signingRequest } from '../testing/signing-requests';
import type { TestControlPlane } from '../testing/test-control-plane';
import { openTestControlPlane } from '../testing/test-control-plane';
import { mergeAttributes } from './names';

describe('the registry', () => {
  let cloud: TestControlPlane;
  beforeEach(async () => {
    cloud = await openTestControlPlane();
  });
  afterEach(() => cloud.close());

  it.each(['', '../x', 'a/b', '+', '#', 'a b', 'x'.repeat(129), 'ä'])(
    'refuses the thing name "%s"',
    (name) => {
      expect(errorCodeOf(() => cloud.iot.things.create(name))).toBe('InvalidRequestException');
    },
  );

  it('creates the same thing twice as one, and refuses another of its name', () => {
    const { things } = cloud.iot;
    const first = things.create('t', undefined, { a: '1' });
    expect(things.create('t', undefined, { a: '1' }).thingId).toBe(first.thingId);
    expect(errorCodeOf(() => things.create('t', undefined, { a: '2' }))).toBe(
      'ResourceAlreadyExistsException',
    );
  });

  it('gives a thing three attributes, and one with a type fifty', () => {
    const { things, thingTypes } = cloud.iot;
    const attributes = { a: '1', b: '2', c: '3', d: '4' };
    expect(errorCodeOf(() => things.create('t', undefined, attributes))).toBe('InvalidRequestException');
    expect(errorCodeOf(() => things.create('t', 'lamp', attributes))).toBe('ResourceNotFoundException');
    thingTypes.create('lamp');
    things.create('t', 'lamp', attributes);
    expect(errorCodeOf(() => things.update('t', { removeThingType: true }))).toBe('InvalidRequestException');
    thingTypes.deprecate('lamp');
    expect(errorCodeOf(() => things.create('u', 'lamp'))).toBe('InvalidRequestException');
    expect(errorCodeOf(() => thingTypes.delete('lamp'))).toBe('InvalidRequestException');
    things.delete('t');
    cloud.passHours(1);
    thingTypes.delete('lamp');
  });

  it('finds things by attribute, also after the attribute has changed', () => {
    const { things } = cloud.iot;
    const found = (value: string, prefix = false) =>
      things
        .list({}, { attribute: { name: 'issued', value, prefix } })
        .items.map(({ thingName }) => thingName);
    things.create('a', undefined, { issued: '20260101' });
    things.create('b', undefined, { issued: '20260102' });
    things.create('c', undefined, { issued: '20250102' });
    expect(found('2026', true)).toEqual(['a', 'b']);
    things.update('a', { attributes: { issued: '20270101' }, merge: true });
    expect(found('20260101')).toEqual([]);
    expect(found('20270101')).toEqual(['a']);
    things.delete('a');
    expect(found('20270101')).toEqual([]);
  });

  it('lists things by attribute page by page, of values in the very case', () => {
    const { things } = cloud.iot;
    const values = { a: 'Red', b: 'red', c: 'RED', d: 'Red', e: 'Reddish', f: 'rEd' };
    for (const [name, colour] of Object.entries(values)) {
      things.create(name, undefined, { colour });
    }
    const listed = (prefix: boolean) => {
      const found: string[] = [];
      let nextToken: string | undefined;
      do {
        const attribute = { name: 'colour', value: 'Red', prefix };
        const page = things.list({ nextToken, maxResults: 1 }, { attribute });
        found.push(...page.items.map(({ thingName }) => thingName));
        ({ nextToken } = page);
      } while (nextToken !== undefined);
      return found;
    };
    expect(listed(false)).toEqual(['a', 'd']);
    expect(listed(true)).toEqual(['a', 'd', 'e']);
  });

  it('refuses what was decided on an older version', () => {
    const { things } = cloud.iot;
    things.create('t');
    things.update('t', { attributes: { a: '1' }, expectedVersion: 1 });
    expect(errorCodeOf(() => things.update('t', { expectedVersion: 1 }))).toBe('VersionConflictException');
    expect(errorCodeOf(() => things.delete('t', 1))).toBe('VersionConflictException');
    things.delete('t', 2);
    things.delete('t');
  });

  it('keeps an exclusive certificate to one thing', async () => {
    const { iot } = cloud;
    const issued = await iot.issuance.fromSigningRequest(await signingRequest());
    const arn = iot.arns.certificate(iot.certificates.add(issued, 'ACTIVE').certificateId);
    iot.things.create('t');
    iot.things.create('u');
    iot.thingPrincipals.attach('t', arn, 'EXCLUSIVE_THING');
    expect(errorCodeOf(() => iot.thingPrincipals.attach('u', arn))).toBe('InvalidRequestException');
    iot.thingPrincipals.attach('t', arn);
    iot.thingPrincipals.attach('u', arn);
    expect(errorCodeOf(() => iot.thingPrincipals.attach('u', arn, 'EXCLUSIVE_THING'))).toBe(
      'InvalidRequestException',
    );
    expect(iot.thingPrincipals.ofPrincipal({ maxResults: 1 }, arn, 'NON_EXCLUSIVE_THING')).toMatchObject({
      items: [{ thingName: 't' }],
      nextToken: expect.any(String) as string,
    });
    expect(
      errorCodeOf(() => iot.thingPrincipals.attach('t', arn.replace('123456789012', '210987654321'))),
    ).toBe('InvalidRequestException');
    expect(errorCodeOf(() => iot.things.delete('t'))).toBe('InvalidRequestException');
  });

  it('puts a thing into ten groups and no more', () => {
    const { thingGroups, things } = cloud.iot;
    things.create('t');
    const names = Array.from({ length: 11 }, (_, index) => `g${index}`);
    for (const name of names) {
      thingGroups.create(name);
    }
    for (const name of names.slice(0, 10)) {
      thingGroups.addThing(name, 't');
    }
    expect(errorCodeOf(() => thingGroups.addThing('g10', 't'))).toBe('InvalidRequestException');
    thingGroups.addThing('g0', 't');
  });

  it('answers each of its pages from an index, however many things there are', () => {
    for (const sql of [
      'SELECT * FROM iot_thing WHERE thing_name > ? ORDER BY thing_name LIMIT ?',
      'SELECT * FROM iot_thing WHERE thing_type_name = ? AND thing_name > ? ORDER BY thing_name LIMIT ?',
      'SELECT thing_name FROM iot_thing_group_member WHERE thing_group_name = ? AND thing_name > ? ORDER BY thing_name LIMIT ?',
      'SELECT * FROM iot_thing_principal WHERE certificate_id = ? AND thing_name > ? ORDER BY thing_name LIMIT ?',
      'SELECT * FROM iot_certificate WHERE (created_at, certificate_id) < (?, ?) ORDER BY created_at DESC, certificate_id DESC LIMIT ?',
    ]) {
      const parameters = Array.from(sql.matchAll(/\?/g), () => 1);
      const plan = JSON.stringify(cloud.store.all(`EXPLAIN QUERY PLAN ${sql}`, ...parameters));
      expect(plan).toContain('SEARCH');
      expect(plan).not.toContain('TEMP B-TREE');
    }
  });
});

describe('a store on disk', () => {
  it('has everything still after it was opened again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'iot-core-store-'));
    const path = join(folder, 'store.sqlite');
    const readStatement = () => ({ from: 'a/+' });
    const first = await openTestControlPlane({ store: openStore(path), readStatement });
    const issued = await first.iot.issuance.fromSigningRequest(await signingRequest());
    first.iot.certificates.add(issued, 'ACTIVE');
    first.iot.things.create('t', undefined, { a: '1' });
    first.iot.rules.create('r', { sql: "SELECT * FROM 'a/+'", actions: [{ lambda: { functionArn: 'f' } }] });
    first.close();

    const second = await openTestControlPlane({ store: openStore(path) });
    expect(second.iot.things.describe('t').attributes).toEqual({ a: '1' });
    expect(second.iot.certificates.describe(issued.certificateId).status).toBe('ACTIVE');
    expect(second.iot.rules.enabled()).toMatchObject([{ ruleName: 'r', topicPattern: 'a/+' }]);
    second.close();
    rmSync(folder, { recursive: true });
  });
});

describe('merging attributes', () => {
  const attributes = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', '1', '2'));

  it('lets what is added win, drops what is empty, and can be repeated', () => {
    fc.assert(
      fc.property(attributes, attributes, (current, added) => {
        const merged = mergeAttributes(current, added);
        for (const name of ['a', 'b', 'c']) {
          const value = added[name] ?? current[name] ?? '';
          expect(merged[name]).toBe(value === '' ? undefined : value);
        }
        expect(mergeAttributes(merged, added)).toEqual(merged);
      }),
    );
  });
});
