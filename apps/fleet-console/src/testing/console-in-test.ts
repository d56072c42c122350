import type { Hono } from 'hono';
import { secretHeader, sessionGrant, sessionCookie } from '@fleet/fleet-console-api';
import { mkdtempSync, mkdirSync, writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleApp, type ConsoleParts } from '../console-app';
import { ApiError } from '../failures/api-error';
import { PageFiles } from '../page-files/page-files';
import { OneTimeTokens } from '../security/one-time-tokens';
import { randomSecret } from '../security/random-secret';
import { Sessions } from '../security/sessions';

const port = 4_000;
export const ownHost = `127.0.0.1:${port}`;
export const ownOrigin = `http://${ownHost}`;

/** A clock that a test moves. */
export class TestClock {
  millis = Date.UTC(2026, 0, 31);
  readonly now = (): number => this.millis;
}

/** A built page, as small as one can be. */
export async function smallPage(): Promise<PageFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'console-page-'));
  try {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>console</title>');
    writeFileSync(join(folder, 'assets', 'page-1a2b.js'), 'export {};');
    writeFileSync(join(folder, 'notes.txt'), 'not served');
    return await PageFiles.read(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface AskedWith {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The console's server without a network, and what its user has. */
export class ConsoleInTest {
  private constructor(
    private readonly app: Hono,
    readonly clock: TestClock,
    readonly tokens: OneTimeTokens,
  ) {}

  static async start(parts: Partial<ConsoleParts> = {}): Promise<ConsoleInTest> {
    const clock = new TestClock();
    const tokens = new OneTimeTokens(randomSecret, clock.now);
    const app = consoleApp({
      port: () => port,
      page: await smallPage(),
      tokens,
      sessions: new Sessions(randomSecret, clock.now),
      failureOf: (error) => (error instanceof ApiError ? error : new ApiError('unexpected', String(error))),
      newLink: 'press Enter in the console’s terminal, and open the link that it prints',
      addApi: () => undefined,
      ...parts,
    });
    return new ConsoleInTest(app, clock, tokens);
  }

  /** As a browser asks, from the console's own page. */
  ask(path: string, { headers = {}, ...init }: AskedWith = {}): Promise<Response> {
    const own = { host: ownHost, origin: ownOrigin, 'sec-fetch-site': 'same-origin' };
    const kept = Object.entries({ ...own, ...headers }).filter(([, value]) => value !== '');
    return Promise.resolve(this.app.request(path, { ...init, headers: Object.fromEntries(kept) }));
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** What a tab shows with every request, after it has opened a link. */
  async signIn(): Promise<Record<string, string>> {
    const answer = await this.post('/api/session', { token: this.tokens.issue() });
    const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
    return { cookie: cookie.join('; '), [secretHeader]: sessionGrant.parse(await answer.json()).secret };
  }
}

export const ownCookie = `${sessionCookie}_${port}`;
