import { bodyLimit } from 'hono/body-limit';
import type { Context, MiddlewareHandler } from 'hono';
import { secretHeader } from '@fleet/fleet-console-api';
import { ApiError } from '../failures/api-error';
import { foreignness } from './own-origin';
import type { Sessions } from './sessions';

export const mostBodyBytes = 64 * 1_024;

/** A selection of a thousand serials, each as long as one can be. */
export const mostSelectionBytes = 140 * 1_024;

/** So many cookies of one name are tried; Node.js takes no header with more. */
const mostTried = 250;

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

/** @param most bytes */
export function boundedBody(most: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: most,
    onError: () => {
      throw new ApiError('usage', `The body of a request can have ${most} bytes.`, 413);
    },
  });
}

/** HEAD would run what GET runs, and nobody would read the stream that it opens, nor end it. */
export const noHead: MiddlewareHandler = async ({ req }, next) => {
  if (req.method === 'HEAD') {
    throw new ApiError('usage', 'Ask with GET.', 405);
  }
  await next();
};

/** Cookies ignore ports: so that two consoles do not take each other's, each has a name of its own. */
export function cookieName(base: string, port: number): string {
  return `${base}_${port}`;
}

/** Lets a request through that has the cookie of a session and the secret of its tab. */
export function sessionsOnly(sessions: Sessions, cookie: () => string, newLink: string): MiddlewareHandler {
  return async (context, next) => {
    if (!isAdmitted(context, sessions, cookie())) {
      throw new ApiError('unauthenticated', `The console does not know this tab (any more): ${newLink}.`);
    }
    await next();
  };
}

function isAdmitted(context: Context, sessions: Sessions, name: string): boolean {
  const secret = context.req.header(secretHeader);
  return (
    secret !== undefined && cookiesOf(context, name).some((cookie) => sessions.admits({ cookie, secret }))
  );
}

/**
 * What a browser shows under one name. Any server of this machine can give it a cookie of that name, with a longer path,
 * which then comes first.
 */
export function cookiesOf({ req }: Context, name: string): readonly string[] {
  const shown =
    req
      .header('cookie')
      ?.split(';')
      .map((each) => each.trim()) ?? [];
  return shown
    .filter((each) => each.startsWith(`${name}=`))
    .slice(0, mostTried)
    .map((each) => each.slice(name.length + 1));
}
