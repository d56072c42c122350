import { dueDate, parseCertDate } from '@fleet/cert-dates';
import { deviceList, devicePage } from '@fleet/fleet-console-api';
import { idOf, provision } from '@fleet/fleet-operations/testing';
import { ApiInTest } from '../testing/api-in-test';

const tomorrow = '2026-01-02T12:00:00.000Z';

describe('the devices of the console', () => {
  let api: ApiInTest;
  beforeEach(async () => {
    api = await ApiInTest.start({ config: { rotationDays: 365 } });
  });
  const addThing = (name: string, issued: string, model = 'model-1') => {
    const thing = api.fleet.scripted.addThing(name, { cert_issuance: issued, model_type: model });
    thing.groups.add(api.fleet.names.thingGroup);
    return thing;
  };
  const list = async (query: string) => deviceList.parse(await api.json(`/api/devices?${query}`));
  const serials = async (query: string) => (await list(query)).rows.map(({ serial }) => serial);

  describe('are found by the index', () => {
    beforeEach(() => {
      addThing('a-1', '20250101').connected = true;
      addThing('a-2', '20251230', 'model-2');
      addThing('b:1', 'none');
      api.fleet.scripted.addThing('of-another-fleet', { cert_issuance: '20250101' });
    });

    it.each([
      ['prefix=A-', ['a-1', 'a-2']],
      ['prefix=b:', ['b:1']],
      ['connected=yes', ['a-1']],
      ['model=model-2', ['a-2']],
      ['issuedFrom=20250101&issuedUntil=20250601', ['a-1']],
      ['issuedFrom=20251201', ['a-2']],
      ['undated=yes', ['b:1']],
      ['connected=no&prefix=a', ['a-2']],
    ])('by %s', async (query, expected) => {
      expect(await serials(query)).toEqual(expected);
    });

    it('with what a thing says of itself, reckoned', async () => {
      expect((await list('prefix=a-1')).rows).toEqual([
        {
          serial: 'a-1',
          model: 'model-1',
          issued: '20250101',
          connected: true,
          ageDays: 365,
          due: expect.stringMatching(/^2026010\d$/),
        },
      ]);
      expect((await list('undated=yes')).rows).toEqual([
        { serial: 'b:1', model: 'model-1', issued: 'none', connected: false },
      ]);
    });

    it('page by page, and by one query after the other where they are due', async () => {
      const first = await list('');
      expect(first).toMatchObject({ source: 'index', examined: 2, next: expect.any(String) });
      const second = await list(`after=${first.next ?? ''}`);
      expect([...first.rows, ...second.rows].map(({ serial }) => serial)).toEqual(['a-1', 'a-2', 'b:1']);
      expect(second.next).toBeUndefined();
      const dated = await list('dueWithin=7');
      const undated = await list(`dueWithin=7&after=${dated.next ?? ''}`);
      expect([dated.rows[0]?.serial, undated.rows[0]?.serial, undated.next]).toEqual([
        'a-1',
        'b:1',
        undefined,
      ]);
    });

    it.each([
      'prefix=a*%20OR%20x',
      'prefix="',
      'model=m"%20OR%20"',
      'issuedFrom=20250231',
      'issuedUntil=x',
      'after=9.x',
      'after=%00',
      'limit=100000',
      'connected=maybe',
      'unheard=of',
    ])('and not by %s', async (query) => {
      const asked = jest.fn();
      api.fleet.scripted.before = asked;
      const answer = await api.ask(`/api/devices?${query}`);
      expect([answer.status, await answer.json()]).toEqual([
        400,
        { kind: 'usage', message: expect.any(String) },
      ]);
      expect(asked).not.toHaveBeenCalled();
    });
  });

  describe('are found by their records', () => {
    beforeEach(async () => {
      await provision(api.fleet, 'a-1', 'a');
      await provision(api.fleet, 'a-2', 'b');
      await api.fleet.registry.allow('b-1', { model: 'model-1' });
      await api.fleet.registry.block('a-2', { at: api.fleet.now() });
    });

    it.each([
      ['state=active', ['a-1']],
      ['state=blocked', ['a-2']],
      ['state=allowed', ['b-1']],
      ['state=allowed&prefix=a', []],
      ['state=warned', []],
      ['state=active&issuedUntil=20250101', ['a-1']],
      ['state=active&issuedFrom=20250102', []],
    ])('by %s', async (query, expected) => {
      expect(await list(query)).toMatchObject({ source: 'records', examined: 3 });
      expect(await serials(query)).toEqual(expected);
    });

    it('with the day from which each is due', async () => {
      const { rows } = await list('state=active');
      const { rotationDays, spreadDays } = api.fleet.config;
      expect(rows).toMatchObject([{ serial: 'a-1', issued: '20250101' }]);
      expect(rows[0]?.due).toMatch(/^\d{8}$/);
      expect(rows[0]?.due).toBe(
        dueDate({ rotationDays, spreadDays, issued: parseCertDate('20250101'), thingName: 'a-1' }),
      );
    });

    it('page by page', async () => {
      const all: string[] = [];
      let after = '';
      do {
        const page = await list(`state=active&limit=1${after}`);
        all.push(...page.rows.map(({ serial }) => serial));
        after = page.next === undefined ? '' : `&after=${page.next}`;
      } while (after !== '');
      expect(all).toEqual(['a-1']);
    });

    it('by the day on which they joined over a claim', async () => {
      const joined = `happened=joined&claim=${idOf('c')}`;
      expect((await list(`${joined}&on=20250101`)).rows).toMatchObject([
        { serial: 'a-1', at: '2025-01-01T12:00:00.000Z', issued: '20250101' },
        { serial: 'a-2' },
      ]);
      expect(await serials(`${joined}&on=20250101&state=blocked`)).toEqual(['a-2']);
      expect(await serials(`${joined}&on=20250102`)).toEqual([]);
      expect(await serials(`happened=joined&claim=${idOf('d')}&on=20250101`)).toEqual([]);
    });

    it('by the day of a first warning, also where they have rotated since', async () => {
      const { registry } = api.fleet;
      const day = new Date('2025-12-20T03:00:00.000Z');
      await registry.noteDue('a-1', idOf('a'), { dueFrom: day, at: day });
      await registry.noteWarned('a-1', idOf('a'), day);
      const request = { serial: 'a-1', certificateId: idOf('e'), issuedOver: idOf('a'), at: api.fleet.now() };
      await registry.recordRotationIssued(await registry.find('a-1'), request);
      await registry.proveCurrent({ ...request, source: 'confirmation' });
      expect((await list('happened=warned&on=20251220')).rows).toMatchObject([
        { serial: 'a-1', at: '2025-12-20T03:00:00.000Z', issued: '20260101' },
      ]);
      expect(await serials('happened=warned&on=20251221')).toEqual([]);
    });

    it.each([
      'happened=joined&on=20250101',
      'happened=warned',
      'happened=warned&on=20250231',
      'happened=gone&on=20250101',
      'on=20250101',
      'happened=warned&on=20250101&undated=yes',
    ])('and not by %s', async (query) => {
      expect((await api.ask(`/api/devices?${query}`)).status).toBe(400);
    });

    it('and not by what only the index knows, or after what is no serial', async () => {
      for (const query of ['state=active&connected=yes', 'state=active&after=a%2Fb']) {
        expect((await api.ask(`/api/devices?${query}`)).status).toBe(400);
      }
    });
  });

  describe('each', () => {
    beforeEach(async () => {
      await provision(api.fleet, 'a-1', 'a');
    });
    const page = async (serial = 'a-1') => devicePage.parse(await api.json(`/api/devices/${serial}`));

    it('has its certificates, its time line, and what it may do and why', async () => {
      await api.fleet.registry.grantPermit('a-1', 'rotate', new Date(tomorrow));
      expect(await page()).toMatchObject({
        serial: 'a-1',
        state: 'active',
        model: 'model-1',
        certificates: [
          {
            certificateId: idOf('a'),
            role: 'current',
            status: 'ACTIVE',
            current: { from: '2025-01-01T12:00:00.000Z' },
          },
        ],
        permits: [{ kind: 'rotate', until: tomorrow, hasEnded: false }],
        permissions: [
          { to: 'connect', allowed: true },
          { to: 'rotate', allowed: true, why: 'An operator permits it, once.' },
          { to: 'provision', allowed: false, why: expect.stringContaining('needs a permit to reprovision') },
        ],
        timeline: [
          { what: 'issued', isAhead: false },
          { what: 'proven', isAhead: false },
          { what: 'confirmed', isAhead: false },
          { what: 'last-seen', isAhead: false },
          { what: 'permit-ends', at: tomorrow, isAhead: true },
        ],
      });
    });

    it('tells which claim it joined with, and never a key', async () => {
      await api.fleet.registry.recordClaim({
        certificateId: idOf('c'),
        model: 'model-1',
        issuedAt: tomorrow,
        generation: 3,
      });
      const { certificates } = await page();
      expect(certificates[0]?.claim).toEqual({ model: 'model-1', generation: 3 });
      expect(JSON.stringify(await page())).not.toMatch(/BEGIN|PRIVATE|secret/i);
    });

    it('says what can be done with it, and why not', async () => {
      const actsOf = async () =>
        Object.fromEntries((await page()).acts.map(({ act, available }) => [act, available]));
      expect(await actsOf()).toEqual({
        block: true,
        unblock: false,
        permit: true,
        'revoke-permit': false,
        age: false,
        remove: true,
      });
      await api.act('/api/devices/a-1/acts', { act: 'block' });
      expect(await actsOf()).toMatchObject({ unblock: true, permit: false });
    });

    it.each(['..%2F..%2Fetc', '%00', 'a%20b', 'x'.repeat(129), '%3Cscript%3E', '%E0%A4%A'])(
      'is not called %s',
      async (serial) => {
        const answer = await api.ask(`/api/devices/${serial}`);
        expect([answer.status, await answer.json()]).toEqual([
          400,
          { kind: 'usage', message: expect.any(String) },
        ]);
        expect((await api.post(`/api/devices/${serial}/acts`, { act: 'block' })).status).toBe(400);
        expect((await api.ask(`/api/devices/${serial}/decisions`)).status).toBe(400);
      },
    );

    it('is refused where there is none', async () => {
      const answer = await api.ask('/api/devices/b-9');
      expect([answer.status, await answer.json()]).toEqual([
        409,
        { kind: 'refused', message: expect.stringContaining('b-9 is neither on record') },
      ]);
    });
  });
});
