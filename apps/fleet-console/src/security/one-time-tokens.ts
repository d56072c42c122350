import { digestOf, isSecret, type SecretDigest } from './equal-secrets';
import type { RandomSecret } from './random-secret';

/** For so long a link opens the console. */
export const tokenMillis = 60_000;

interface IssuedToken {
  readonly digest: SecretDigest;
  readonly endsAt: number;
}

/** The tokens of links: each opens one session, once, within a minute. */
export class OneTimeTokens {
  private issued: readonly IssuedToken[] = [];

  constructor(
    private readonly random: RandomSecret,
    private readonly nowMillis: () => number,
  ) {}

  issue(): string {
    const token = this.random();
    this.issued = [...this.valid(), { digest: digestOf(token), endsAt: this.nowMillis() + tokenMillis }];
    return token;
  }

  /** @returns whether it was valid; it is not any more */
  redeem(token: string): boolean {
    const found = this.valid().filter(({ digest }) => isSecret(digest, token));
    this.issued = this.valid().filter((each) => !found.includes(each));
    return found.length > 0;
  }

  private valid(): readonly IssuedToken[] {
    return this.issued.filter(({ endsAt }) => this.nowMillis() < endsAt);
  }
}
