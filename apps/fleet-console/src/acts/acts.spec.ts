import { about, type WorkEvent } from '@fleet/fleet-console-api';
import { idOf, provision } from '@fleet/fleet-operations/testing';
import { PartlyDoneError } from '@fleet/fleet-operations';
import { workStream } from '../streams/work-stream';
import { ApiInTest, eventsIn } from '../testing/api-in-test';

const path = '/api/devices/a-1/acts';

describe('acts', () => {
  let api: ApiInTest;
  beforeEach(async () => {
    api = await ApiInTest.start();
    await provision(api.fleet, 'a-1', 'a');
    await provision(api.fleet, 'a-2', 'b');
  });
  const kinds = (events: readonly WorkEvent[]) => events.map(({ kind }) => kind);
  const deny = (permission: string) => {
    api.fleet.scripted.before = (command) => {
      if (command === permission.split(':')[1]) {
        const message = `User: arn:aws:iam::1:user/u is not authorized to perform: ${permission} on resource: *`;
        throw Object.assign(new Error(message), { name: 'AccessDeniedException' });
      }
    };
  };

  it('do what was asked for, say so, and leave a line', async () => {
    const events = await api.act(path, { act: 'block', reason: 'lost in transit' });
    expect(events).toEqual([
      {
        kind: 'result',
        words: expect.stringContaining('a-1 is blocked. 1 certificate made INACTIVE'),
        data: expect.anything(),
      },
      { kind: 'done', succeeded: 1, failed: 0 },
    ]);
    expect(api.fleet.scripted.statusOf('a')).toBe('INACTIVE');
    expect(api.audited).toEqual([
      {
        audit: 'fleet-console',
        at: '2026-01-01T12:00:00.000Z',
        id: api.noted[0]?.id,
        who: 'arn:aws:iam::123456789012:user/operator',
        act: 'block',
        what: 'a-1',
        options: { reason: 'lost in transit', untilAway: false },
        outcome: 'done',
      },
    ]);
  });

  it('have left a line before anything is done, so that also a kill leaves one', async () => {
    let before: unknown[] = [];
    api.fleet.scripted.before = () => {
      before = before.length === 0 ? [...api.noted] : before;
    };
    await api.act(path, { act: 'block', reason: 'lost' });
    expect(before).toMatchObject([{ act: 'block', what: 'a-1', outcome: 'begun' }]);
    expect(api.noted.map(({ id, outcome }) => [id, outcome])).toEqual([
      [api.noted[0]?.id, 'begun'],
      [api.noted[0]?.id, 'done'],
    ]);
  });

  it('that were done in part say so, and leave such a line', async () => {
    const events = await api.act('/api/acts', { request: { act: 'block' }, serials: ['a-1', 'a-2'] });
    expect(events.at(-1)).toEqual({ kind: 'done', succeeded: 2, failed: 0 });
    const work = () => Promise.reject(new PartlyDoneError('a-1 still comes back.', false));
    const audited = { act: 'block', what: 'a-1', options: {} } as const;
    const partly = workStream((queue) =>
      api.desk.performOne(queue, { act: 'block', audited, dryRun: false, work }),
    );
    expect(await eventsIn(partly)).toEqual([
      { kind: 'partly', failure: { kind: 'partly', message: 'a-1 still comes back.' } },
      { kind: 'done', succeeded: 0, failed: 1, partly: 1 },
    ]);
    expect(api.audited.at(-1)).toMatchObject({ outcome: 'partly', message: 'a-1 still comes back.' });
  });

  it.each([
    [
      { act: 'block' },
      'Would block a-1: make 1 certificate INACTIVE: aaaaaaaaaa..., and end its connection.',
    ],
    [{ act: 'unblock' }, 'a-1 is not blocked; its certificate aaaaaaaaaa... is ACTIVE, and stays so.'],
    [
      { act: 'permit', kind: 'rotate', hours: 2 },
      'Would let a-1 rotate before it is due, once, until 2026-01-01 14:00Z.',
    ],
    [{ act: 'revoke-permit' }, 'a-1 has no permit to revoke.'],
    [{ act: 'remove' }, 'Would remove a-1: its thing, 1 certificate, its record (active).'],
  ])('say what they would do, and change nothing: %j', async (request, words) => {
    const before = await api.fleet.registry.find('a-1');
    const [result] = await api.act(path, { ...request, dryRun: true });
    expect(result).toMatchObject({ kind: 'result', words });
    expect(await api.fleet.registry.find('a-1')).toEqual(before);
    expect([api.fleet.scripted.changes, api.audited]).toEqual([[], []]);
  });

  it.each([{ act: 'unblock' }, { act: 'permit', kind: 'rotate' }, { act: 'revoke-permit' }])(
    'are refused by their dry run as by themselves where the device is on no record: %j',
    async (request) => {
      api.fleet.scripted.addThing('a-9');
      const failed = async (dryRun: boolean) =>
        (await api.act('/api/devices/a-9/acts', { ...request, dryRun }))[0];
      expect(await failed(true)).toMatchObject({ kind: 'failed', failure: { kind: 'refused' } });
      expect(await failed(true)).toEqual(await failed(false));
    },
  );

  it('say what to do next by what can be clicked, and not by a command', async () => {
    await api.act(path, { act: 'block' });
    const [refused] = await api.act(path, { act: 'permit', kind: 'rotate' });
    expect(refused).toMatchObject({
      failure: {
        message:
          'a-1 is blocked, so a permit has no effect: unblock it first. What to do: Unblock, among its actions.',
      },
    });
    api.fleet.scripted.certificates.clear();
    const [unblocked] = await api.act(path, { act: 'unblock' });
    expect(unblocked).toMatchObject({
      words: expect.stringMatching(/provision again: Permit, among its actions, to provision again\.$/),
    });
  });

  it('count in a dry run of a block the certificates that would be made INACTIVE, and no others', async () => {
    api.fleet.scripted.addCertificate('a', 'PENDING_ACTIVATION');
    const words = async () => (await api.act(path, { act: 'block', dryRun: true }))[0];
    expect(await words()).toMatchObject({
      words: expect.stringContaining('make 1 certificate INACTIVE: aaaa'),
    });
    const thing = api.fleet.scripted.things.get('a-1');
    api.fleet.scripted.addCertificate('e', 'ACTIVE');
    thing?.certificates.add(idOf('e'));
    expect(await words()).toMatchObject({ words: expect.stringContaining('2 certificates') });
    thing?.groups.clear();
    expect(await words()).toMatchObject({ words: expect.stringContaining('1 certificate INACTIVE: aaaa') });
  });

  it('are refused where their options cannot be', async () => {
    const impossible = [
      { act: 'permit', kind: 'rotate', hours: 721 },
      { act: 'permit', kind: 'rotate', certificate: 'a'.repeat(64) },
      { act: 'permit', kind: 'anything' },
      { act: 'block', reason: 'two\nlines' },
      { act: 'block', reason: ' ' },
      { act: 'remove', confirm: 'a-2' },
      { act: 'remove' },
      { act: 'explode' },
      { act: 'block', more: 1 },
    ];
    for (const request of impossible) {
      const answer = await api.post(path, request);
      expect([answer.status, await answer.json()]).toEqual([
        400,
        { kind: 'usage', message: expect.any(String) },
      ]);
    }
    expect(api.audited).toEqual([]);
  });

  it('that are refused say why, and leave a line', async () => {
    await api.fleet.registry.block('a-1', { at: api.fleet.now() });
    const events = await api.act(path, { act: 'permit', kind: 'rotate' });
    expect(events).toMatchObject([
      { kind: 'failed', failure: { kind: 'refused', message: expect.stringContaining('is blocked') } },
      { kind: 'done', succeeded: 0, failed: 1 },
    ]);
    expect(api.audited).toMatchObject([{ act: 'permit', outcome: 'refused', message: expect.any(String) }]);
  });

  it('that try things out are there on local-cloud only', async () => {
    const answer = await api.post(path, { act: 'age', issued: '20250101' });
    expect([answer.status, await answer.json()]).toMatchObject([409, { kind: 'refused' }]);
  });

  it('remove a device that was typed once more', async () => {
    const events = await api.act(path, { act: 'remove', confirm: 'a-1' });
    expect(kinds(events)).toEqual(['result', 'done']);
    expect(await api.fleet.registry.find('a-1')).toBeUndefined();
  });

  it('are all refused where only reading is allowed, dry runs too', async () => {
    const reading = await ApiInTest.start({ readOnly: 'This console only reads.' });
    for (const request of [
      { act: 'block' },
      { act: 'block', dryRun: true },
      { act: 'remove', confirm: 'a-1' },
    ]) {
      const answer = await reading.post(path, request);
      expect([answer.status, await answer.json()]).toEqual([
        403,
        { kind: 'read-only', message: 'This console only reads.' },
      ]);
    }
    expect((await reading.post('/api/acts', { request: { act: 'block' }, serials: ['a-1'] })).status).toBe(
      403,
    );
    expect((await reading.post('/api/claims/model-1/1/revoke', { confirm: 'fleetprov' })).status).toBe(403);
    const { acts, readOnly } = about.parse(await reading.json('/api/about'));
    expect(readOnly).toBe('This console only reads.');
    expect(acts.every(({ available, why }) => !available && why === readOnly)).toBe(true);
  });

  it('that IAM denies name the permission, and are shown as not permitted from then on', async () => {
    deny('iot:UpdateCertificate');
    const heard = jest.fn();
    api.live.listen(heard, new AbortController().signal);
    const [failed] = await api.act(path, { act: 'block' });
    expect(failed).toMatchObject({
      kind: 'failed',
      failure: {
        kind: 'denied',
        permission: 'iot:UpdateCertificate',
        message: expect.stringContaining('Ask for this permission'),
      },
    });
    const { acts } = about.parse(await api.json('/api/about'));
    expect(acts.filter(({ available }) => !available).map(({ act }) => act)).toEqual([
      'block',
      'age',
      'move-clock',
      'set-faults',
    ]);
    expect(heard).toHaveBeenCalledWith({ kind: 'changed', what: 'about' });
  });

  it('tell every page what they have changed', async () => {
    const heard = jest.fn();
    api.live.listen(heard, new AbortController().signal);
    await api.act(path, { act: 'permit', kind: 'rotate' });
    expect(heard.mock.calls).toEqual([[{ kind: 'changed', what: 'device', serial: 'a-1' }]]);
  });

  describe('on a selection', () => {
    const all = (request: object, serials = ['a-1', 'a-2', 'a-1']) =>
      api.act('/api/acts', { request, serials });

    it('come one after the other, each device once', async () => {
      expect(await all({ act: 'permit', kind: 'rotate' })).toMatchObject([
        { kind: 'result', serial: 'a-1' },
        { kind: 'result', serial: 'a-2' },
        { kind: 'done', succeeded: 2, failed: 0 },
      ]);
      expect(api.audited).toMatchObject([{ what: 'a-1' }, { what: 'a-2' }]);
    });

    it('go on after a device that is refused', async () => {
      const events = await all({ act: 'permit', kind: 'rotate' }, ['b-1', 'a-2']);
      expect(events).toMatchObject([
        { kind: 'failed', serial: 'b-1' },
        { kind: 'result', serial: 'a-2' },
        { kind: 'done', succeeded: 1, failed: 1 },
      ]);
    });

    it('end where all others would fail as well', async () => {
      deny('iot:UpdateCertificate');
      expect(kinds(await all({ act: 'block' }))).toEqual(['failed', 'say', 'done']);
      expect(api.audited).toHaveLength(1);
    });

    it('remove only with the tag of the fleet, and no more than a thousand', async () => {
      const serials = Array.from({ length: 1_001 }, (_, index) => `a-${index}`);
      const refused = [
        { request: { act: 'remove', confirm: 'a-1' }, serials: ['a-1'] },
        { request: { act: 'block' }, serials },
        { request: { act: 'block' }, serials: ['a-1', '../b'] },
        { request: { act: 'block' }, serials: [] },
      ];
      for (const body of refused) {
        expect((await api.post('/api/acts', body)).status).toBe(400);
      }
      expect(api.audited).toEqual([]);
      expect(kinds(await all({ act: 'remove', confirm: 'fleetprov' }, ['a-1']))).toEqual(['result', 'done']);
    });
  });

  it('do not wait for a page that is frozen', async () => {
    const answer = await api.post(path, { act: 'block' });
    await api.desk.whenIdle();
    expect(api.audited).toMatchObject([{ act: 'block', outcome: 'done' }]);
    expect(kinds(await eventsIn(answer))).toEqual(['result', 'done']);
  });

  describe('whose page goes away', () => {
    /** Holds a call until the reader has left. */
    const leaveDuring = async (command: string, answer: Promise<Response>) => {
      const reader = (await answer).body?.getReader();
      await new Promise<void>((resolve) => {
        api.fleet.scripted.before = (name) => {
          if (name === command) {
            resolve();
          }
        };
      });
      await reader?.cancel();
      await api.desk.whenIdle();
    };

    it('finish, and leave a line', async () => {
      await leaveDuring('DescribeCertificate', api.post(path, { act: 'block' }));
      expect(api.fleet.scripted.statusOf('a')).toBe('INACTIVE');
      expect(api.audited).toMatchObject([{ act: 'block', outcome: 'done' }]);
    });

    it('end before the next device of a selection', async () => {
      const body = { request: { act: 'block' }, serials: ['a-1', 'a-2'] };
      await leaveDuring('DescribeCertificate', api.post('/api/acts', body));
      expect([api.fleet.scripted.statusOf('a'), api.fleet.scripted.statusOf('b')]).toEqual([
        'INACTIVE',
        'ACTIVE',
      ]);
      expect(api.audited).toMatchObject([{ what: 'a-1' }]);
    });

    it('end at once where they only read', async () => {
      const list = jest.spyOn(api.fleet.registry, 'list');
      let left: () => void = () => undefined;
      const isLeft = new Promise<void>((resolve) => (left = resolve));
      const records = await api.fleet.registry.list({ limit: 1 });
      list.mockImplementation(async () => {
        await isLeft;
        return { ...records, next: 'for ever' };
      });
      const reader = (await api.ask('/api/fleet/records')).body?.getReader();
      await reader?.cancel();
      left();
      await new Promise((resolve) => setImmediate(resolve));
      expect(list.mock.calls.length).toBeLessThan(3);
    });
  });
});
