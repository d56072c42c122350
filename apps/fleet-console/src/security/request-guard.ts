import { getCookie } from 'hono/cookie';
import { bodyLimit } from 'hono/body-limit';
import type { Context, MiddlewareHandler } from 'hono';
import { secretHeader } from '@fleet/fleet-console-api';
import { ApiError } from '../failures/api-error';
import { foreignness } from './own-origin';
import type { Sessions } from './sessions';

/** The largest body is a selection of a thousand serials, of forty characters each. */
export const mostBodyBytes = 64 * 1_024;

/** Refuses what does not come from the console's own page. */
export function ownRequestsOnly(port: () => number): MiddlewareHandler {
  return async ({ req }, next) => {
    const asked = {
      host: req.header('host'),
      origin: req.header('origin'),
      fetchSite: req.header('sec-fetch-site'),
    };
    const why = foreignness(asked, port());
    if (why !== undefined) {
      throw new ApiError('unauthenticated', why, 403);
    }
    await next();
  };
}

/** A page of somebody else can send forms and plain text without asking; JSON it cannot. */
export const jsonOnly: MiddlewareHandler = async ({ req }, next) => {
  const type = req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (req.method === 'POST' && type !== 'application/json') {
    throw new ApiError(
      'usage',
      'The body of a request must be JSON, with content-type application/json.',
      415,
    );
  }
  await next();
};

export const boundedBody: MiddlewareHandler = bodyLimit({
  maxSize: mostBodyBytes,
  onError: () => {
    throw new ApiError('usage', `The body of a request can have ${mostBodyBytes} bytes.`, 413);
  },
});

/** Cookies ignore ports: so that two consoles do not take each other's, each has a name of its own. */
export function cookieName(base: string, port: number): string {
  return `${base}_${port}`;
}

/** Lets a request through that has the cookie of a session and the secret of its tab. */
export function sessionsOnly(sessions: Sessions, cookie: () => string): MiddlewareHandler {
  return async (context, next) => {
    if (!isAdmitted(context, sessions, cookie())) {
      throw new ApiError(
        'unauthenticated',
        'The console does not know this tab (any more): press Enter in its terminal, and open the link that it prints.',
      );
    }
    await next();
  };
}

function isAdmitted(context: Context, sessions: Sessions, name: string): boolean {
  const cookie = getCookie(context, name);
  const secret = context.req.header(secretHeader);
  return cookie !== undefined && secret !== undefined && sessions.admits({ cookie, secret });
}
