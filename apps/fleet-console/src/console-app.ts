import { Hono } from 'hono';
import { apiPaths, sessionCookie } from '@fleet/fleet-console-api';
import { addSessionEnd, addSessionOpening } from './api/session-routes';
import { ApiError } from './failures/api-error';
import type { PageFiles } from './page-files/page-files';
import { servePage } from './page-files/page-routes';
import type { OneTimeTokens } from './security/one-time-tokens';
import {
  boundedBody,
  cookieName,
  jsonOnly,
  mostBodyBytes,
  mostSelectionBytes,
  noHead,
  ownRequestsOnly,
  sessionsOnly,
} from './security/request-guard';
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
  /** How to get another link, as part of a sentence. */
  readonly newLink: string;
  /** Adds the routes that need a session. */
  readonly addApi: (app: Hono) => void;
}

/** The console's server: whatever is not the console's own page is refused first, then whoever has no session. */
export function consoleApp(parts: ConsoleParts): Hono {
  const { port, sessions, tokens, page, newLink } = parts;
  const cookie = () => cookieName(sessionCookie, port());
  const session = { tokens, sessions, cookie, newLink };
  const [bounded, boundedSelection] = [boundedBody(mostBodyBytes), boundedBody(mostSelectionBytes)];
  const app = new Hono();
  app.onError((error, context) => {
    const { body, status } = parts.failureOf(error);
    return context.json(body, status, status === 405 ? { allow: 'GET, POST, DELETE' } : {});
  });
  app.use('*', responseHeaders, ownRequestsOnly(port));
  app.use('/api/*', noHead, jsonOnly, (context, next) =>
    (context.req.path === apiPaths.bulkActs ? boundedSelection : bounded)(context, next),
  );
  addSessionOpening(app, session);
  app.use('/api/*', sessionsOnly(sessions, cookie, newLink));
  addSessionEnd(app, session);
  parts.addApi(app);
  app.all('/api/*', ({ req }) => {
    throw new ApiError('usage', `There is nothing at ${req.method} ${req.path.slice(0, 200)}.`, 404);
  });
  app.get('*', servePage(page));
  return app;
}
