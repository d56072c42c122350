import { deleteCookie, setCookie } from 'hono/cookie';
import type { Hono } from 'hono';
import { apiPaths, sessionRequest, type SessionGrant } from '@fleet/fleet-console-api';
import { ApiError } from '../failures/api-error';
import type { OneTimeTokens } from '../security/one-time-tokens';
import { cookiesOf } from '../security/request-guard';
import type { Sessions } from '../security/sessions';
import { bodyOf } from './request-values';

export interface SessionParts {
  readonly tokens: OneTimeTokens;
  readonly sessions: Sessions;
  /** Name of the cookie of this console. */
  readonly cookie: () => string;
  /** How to get another link, as part of a sentence. */
  readonly newLink: string;
}

/** The one request without a session: it makes one, for a token that was printed a moment ago. */
export function addSessionOpening(app: Hono, { tokens, sessions, cookie, newLink }: SessionParts): void {
  app.post(apiPaths.session, async (context) => {
    const { token } = await bodyOf(context, sessionRequest);
    if (!tokens.redeem(token)) {
      throw new ApiError(
        'unauthenticated',
        `This link was used already, or is older than a minute: ${newLink}.`,
      );
    }
    const opened = sessions.open();
    setCookie(context, cookie(), opened.cookie, { httpOnly: true, sameSite: 'Strict', path: '/' });
    const grant: SessionGrant = { secret: opened.secret };
    return context.json(grant);
  });
}

export function addSessionEnd(app: Hono, { sessions, cookie }: SessionParts): void {
  app.delete(apiPaths.session, (context) => {
    cookiesOf(context, cookie()).forEach((shown) => sessions.close({ cookie: shown }));
    deleteCookie(context, cookie(), { path: '/' });
    return context.body(null, 204);
  });
}
