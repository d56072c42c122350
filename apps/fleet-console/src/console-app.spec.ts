import { apiFailure, secretHeader, sessionGrant } from '@fleet/fleet-console-api';
import { ApiError } from './failures/api-error';
import { eventStream } from './streams/event-stream';
import { ConsoleInTest, ownCookie } from './testing/console-in-test';

describe("the console's server", () => {
  let ui: ConsoleInTest;
  let done: unknown[];
  beforeEach(async () => {
    done = [];
    ui = await ConsoleInTest.start({
      addApi: (app) => {
        app.get('/api/about', (context) => context.json({ about: 'it' }));
        app.post('/api/acts', async (context) => {
          done.push(await context.req.json());
          return context.json({});
        });
        app.get('/api/stream', () => {
          done.push('stream');
          return eventStream(() => new Promise(() => undefined));
        });
        app.get('/api/trouble', () => {
          throw new ApiError('denied', 'AWS says no.', undefined, 'iot:SearchIndex');
        });
      },
    });
  });
  const failure = async (answer: Response) => ({
    status: answer.status,
    ...apiFailure.parse(await answer.json()),
  });

  it('opens a session for the token of its link', async () => {
    const answer = await ui.post('/api/session', { token: ui.tokens.issue() });
    expect(answer.status).toBe(200);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(new RegExp(`^${ownCookie}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    const { secret } = sessionGrant.parse(await answer.json());
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(cookie).not.toContain(secret);
  });

  it('opens none for a token that was used, is late, or is wrong', async () => {
    const [used, late] = [ui.tokens.issue(), ui.tokens.issue()];
    await ui.post('/api/session', { token: used });
    ui.clock.millis += 59_999;
    const again = await ui.post('/api/session', { token: used });
    ui.clock.millis += 1;
    const after = await ui.post('/api/session', { token: late });
    const wrong = await ui.post('/api/session', { token: 'x' });
    for (const answer of [again, after, wrong]) {
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(await failure(answer)).toMatchObject({
        status: 401,
        kind: 'unauthenticated',
        message: expect.stringContaining('press Enter in the console’s terminal'),
      });
    }
  });

  it('answers whoever has the cookie and the secret', async () => {
    const answer = await ui.ask('/api/about', { headers: await ui.signIn() });
    expect(await answer.json()).toEqual({ about: 'it' });
  });

  it.each(['/api/about', '/api/events', '/api/claims/joined', '/api/devices/x/acts', '/api/nothing'])(
    'tells nothing at %s without both of them',
    async (path) => {
      const { cookie = '', [secretHeader]: secret = '' } = await ui.signIn();
      const other = await ui.signIn();
      const shown = [
        {},
        { cookie },
        { [secretHeader]: secret },
        { ...other, cookie },
        { cookie, [secretHeader]: 'x' },
      ];
      for (const headers of shown) {
        expect(await failure(await ui.ask(path, { headers }))).toMatchObject({
          status: 401,
          kind: 'unauthenticated',
        });
      }
    },
  );

  it('forgets a session that is ended', async () => {
    const headers = await ui.signIn();
    expect((await ui.ask('/api/session', { method: 'DELETE', headers })).status).toBe(204);
    expect((await ui.ask('/api/about', { headers })).status).toBe(401);
  });

  it.each([
    ['another name that leads here', { host: 'evil.example:4000' }],
    ['an address at which it does not listen', { host: '[::1]:4000' }],
    ['another port', { host: '127.0.0.1:4001' }],
    ['no port', { host: '127.0.0.1' }],
    ['no host', { host: '' }],
    ['a foreign page', { origin: 'http://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:4001' }],
    ['a page of no origin', { origin: 'null' }],
    ['a link of a foreign page', { origin: '', 'sec-fetch-site': 'cross-site' }],
    ['another server on this machine', { origin: '', 'sec-fetch-site': 'same-site' }],
  ])('refuses %s, token and session or not', async (_, foreign: Record<string, string>) => {
    const token = ui.tokens.issue();
    const headers = { ...(await ui.signIn()), ...foreign };
    expect(await failure(await ui.ask('/api/about', { headers }))).toMatchObject({ status: 403 });
    expect((await ui.ask('/', { headers })).status).toBe(403);
    expect((await ui.post('/api/session', { token }, foreign)).status).toBe(403);
    expect((await ui.post('/api/session', { token })).status).toBe(200);
  });

  it.each(['localhost:4000', '127.0.0.1:4000'])('answers at %s', async (host) => {
    const own = { host, origin: `http://${host}` };
    expect((await ui.ask('/', { headers: own })).status).toBe(200);
    expect((await ui.ask('/', { headers: { host, origin: '', 'sec-fetch-site': '' } })).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a', ''])(
    'takes no body of the type %j',
    async (type) => {
      const headers = { ...(await ui.signIn()), 'content-type': type };
      const answer = await ui.ask('/api/acts', { method: 'POST', headers, body: '{"a":1}' });
      expect(await failure(answer)).toMatchObject({ status: 415, kind: 'usage' });
      expect(done).toEqual([]);
    },
  );

  it('takes no body that is too large, or no JSON', async () => {
    const headers = await ui.signIn();
    const large = await ui.post('/api/about', { text: 'x'.repeat(65_536) }, headers);
    expect(await failure(large)).toMatchObject({ status: 413, kind: 'usage' });
    const larger = await ui.post('/api/acts', { text: 'x'.repeat(144 * 1_024) }, headers);
    expect(await failure(larger)).toMatchObject({ status: 413, kind: 'usage' });
    const token = ui.tokens.issue();
    expect(await failure(await ui.post('/api/session', '{'))).toMatchObject({ status: 400, kind: 'usage' });
    expect(await failure(await ui.post('/api/session', { token, more: 1 }))).toMatchObject({ status: 400 });
    expect(done).toEqual([]);
  });

  it('takes a selection of a thousand of the longest serials', async () => {
    const serials = Array.from({ length: 1_000 }, (_, index) => `${index}`.padStart(128, 's'));
    expect((await ui.post('/api/acts', { serials }, await ui.signIn())).status).toBe(200);
  });

  it('knows a tab also where another server of this machine has given it a cookie of the same name', async () => {
    const { cookie = '', ...secret } = await ui.signIn();
    for (const cookies of [`${ownCookie}=planted; ${cookie}`, `${cookie}; ${ownCookie}=planted; other=1`]) {
      expect((await ui.ask('/api/about', { headers: { ...secret, cookie: cookies } })).status).toBe(200);
    }
    const headers = { ...secret, cookie: `${ownCookie}=planted; ${cookie}` };
    expect((await ui.ask('/api/session', { method: 'DELETE', headers })).status).toBe(204);
    expect((await ui.ask('/api/about', { headers: { ...secret, cookie } })).status).toBe(401);
  });

  it('does nothing for the head of an answer', async () => {
    const answer = await ui.ask('/api/stream', { method: 'HEAD', headers: await ui.signIn() });
    expect([answer.status, answer.headers.get('allow'), done]).toEqual([405, 'GET, POST, DELETE', []]);
    expect((await ui.ask('/', { method: 'HEAD' })).status).toBe(200);
  });

  it('says how to get another link where no terminal is', async () => {
    ui = await ConsoleInTest.start({ newLink: 'start the console again' });
    expect(await failure(await ui.ask('/api/about'))).toMatchObject({
      message: expect.stringMatching(/start the console again/),
    });
    expect(await failure(await ui.post('/api/session', { token: 'x' }))).toMatchObject({
      message: expect.stringMatching(/start the console again/),
    });
  });

  it('is at a host without a port where that is the port of HTTP', async () => {
    ui = await ConsoleInTest.start({ port: () => 80 });
    const own = { host: 'localhost', origin: 'http://localhost' };
    expect((await ui.ask('/', { headers: own })).status).toBe(200);
    expect((await ui.ask('/', { headers: { ...own, host: 'evil.example' } })).status).toBe(403);
  });

  it('says in every answer what a browser may do with it', async () => {
    const headers = await ui.signIn();
    const answers = [
      await ui.ask('/'),
      await ui.ask('/', { headers: { host: 'evil.example' } }),
      await ui.ask('/api/about', { headers }),
      await ui.ask('/api/trouble', { headers }),
      await ui.ask('/assets/none.js'),
    ];
    for (const answer of answers) {
      expect(answer.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
      );
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    expect(answers.map((answer) => answer.headers.get('cache-control')).slice(2, 4)).toEqual([
      'no-store',
      'no-store',
    ]);
  });

  it('says what failed, and which permission is missing', async () => {
    const answer = await ui.ask('/api/trouble', { headers: await ui.signIn() });
    expect(await failure(answer)).toEqual({
      status: 403,
      kind: 'denied',
      message: 'AWS says no.',
      permission: 'iot:SearchIndex',
    });
    const none = await ui.ask('/api/none', { headers: await ui.signIn() });
    expect(await failure(none)).toMatchObject({ status: 404, kind: 'usage' });
  });

  it.each([
    ['/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/devices/sensor-0042', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/devices/a.b', 'text/html; charset=utf-8', '<!doctype html>'],
    ['/assets/page-1a2b.js', 'text/javascript; charset=utf-8', 'export'],
  ])('serves the page at %s', async (path, type, begin) => {
    const answer = await ui.ask(path);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(await answer.text()).toMatch(new RegExp(`^${begin}`));
  });

  it.each([
    '/assets/gone.js',
    '/assets/..%2f..%2fpackage.json',
    '/notes.css',
    '/assets/%00',
    '/%2e%2e/%2e%2e/etc/passwd.json',
  ])('serves nothing else at %s', async (path) => {
    expect((await ui.ask(path)).status).toBe(404);
  });

  it('serves no file that is none of a page', async () => {
    expect(await (await ui.ask('/notes.txt')).text()).not.toContain('not served');
    expect(await (await ui.ask('/..%2fpackage')).text()).toContain('<title>console</title>');
  });
});
