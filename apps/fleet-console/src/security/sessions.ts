import { digestOf, isSecret, type SecretDigest } from './equal-secrets';
import type { RandomSecret } from './random-secret';

/** A session ends when nobody has used it for so long. */
export const idleMillis = 12 * 3_600_000;

/** Each link makes one. Nobody needs more; the one that was used longest ago goes. */
const mostSessions = 50;

interface Session {
  readonly cookie: SecretDigest;
  readonly secret: SecretDigest;
  usedAt: number;
}

/** What a tab shows with every request: neither is worth anything without the other. */
export interface Credentials {
  readonly cookie: string;
  readonly secret: string;
}

/** The sessions of this process; they end with it. */
export class Sessions {
  private sessions: readonly Session[] = [];

  constructor(
    private readonly random: RandomSecret,
    private readonly nowMillis: () => number,
  ) {}

  open(): Credentials {
    const credentials = { cookie: this.random(), secret: this.random() };
    const session = {
      cookie: digestOf(credentials.cookie),
      secret: digestOf(credentials.secret),
      usedAt: this.nowMillis(),
    };
    const latest = [...this.living()].sort((one, other) => one.usedAt - other.usedAt);
    this.sessions = [...latest.slice(1 - mostSessions), session];
    return credentials;
  }

  /** Whether they are those of one session, which counts as used. Takes equally long for all that are not. */
  admits({ cookie, secret }: Credentials): boolean {
    const matching = this.living().filter((session) => {
      const isCookie = isSecret(session.cookie, cookie);
      return isSecret(session.secret, secret) && isCookie;
    });
    for (const session of matching) {
      session.usedAt = this.nowMillis();
    }
    return matching.length > 0;
  }

  close({ cookie }: Pick<Credentials, 'cookie'>): void {
    this.sessions = this.living().filter((session) => !isSecret(session.cookie, cookie));
  }

  private living(): readonly Session[] {
    return this.sessions.filter(({ usedAt }) => this.nowMillis() - usedAt < idleMillis);
  }
}
