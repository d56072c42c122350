import { Hono } from 'hono';
import { sessionCookie } from '@fleet/fleet-console-api';
import { addSessionEnd, addSessionOpening } from './api/session-routes';
import { ApiError } from './failures/api-error';
import type { PageFiles } from './page-files/page-files';
import { servePage } from './page-files/page-routes';
import type { OneTimeTokens } from './security/one-time-tokens';
import { boundedBody, cookieName, jsonOnly, ownRequestsOnly, sessionsOnly } from './security/request-guard';
import { responseHeaders } from './security/response-headers';
import type { Sessions } from './security/sessions';

export interface ConsoleParts {
  /** Where it listens. */
  readonly port: () => number;
  readonly tokens: OneTimeTokens;
  readonly sessions: Sessions;
  readonly page: PageFiles;
  /** What an error is to the one who asked. */
  readonly failureOf: (error: unknown) => ApiError;
  /** Adds the routes that need a session. */
  readonly addApi: (app: Hono) => void;
}

/** The console's server: whatever is not the console's own page is refused first, then whoever has no session. */
export function consoleApp(parts: ConsoleParts): Hono {
  const { port, sessions, tokens, page } = parts;
  const cookie = () => cookieName(sessionCookie, port());
  const session = { tokens, sessions, cookie };
  const app = new Hono();
  app.onError((error, context) => {
    const { body, status } = parts.failureOf(error);
    return context.json(body, status);
  });
  app.use('*', responseHeaders, ownRequestsOnly(port));
  app.use('/api/*', boundedBody, jsonOnly);
  addSessionOpening(app, session);
  app.use('/api/*', sessionsOnly(sessions, cookie));
  addSessionEnd(app, session);
  parts.addApi(app);
  app.all('/api/*', ({ req }) => {
    throw new ApiError('usage', `There is nothing at ${req.method} ${req.path.slice(0, 200)}.`, 404);
  });
  app.get('*', servePage(page));
  return app;
}
