import { OneTimeTokens } from './one-time-tokens';
import { randomSecret } from './random-secret';

describe('the token of a link', () => {
  let now: number;
  let tokens: OneTimeTokens;
  beforeEach(() => {
    now = 1_000;
    tokens = new OneTimeTokens(randomSecret, () => now);
  });

  it('has 32 random bytes', () => {
    expect(Buffer.from(tokens.issue(), 'base64url')).toHaveLength(32);
    expect(tokens.issue()).not.toBe(tokens.issue());
  });

  it('is valid once', () => {
    const token = tokens.issue();
    expect([tokens.redeem(token), tokens.redeem(token)]).toEqual([true, false]);
  });

  it('is valid for a minute', () => {
    const [early, late] = [tokens.issue(), tokens.issue()];
    now += 59_999;
    expect(tokens.redeem(early)).toBe(true);
    now += 1;
    expect(tokens.redeem(late)).toBe(false);
  });

  it('is not used up by a wrong one', () => {
    const token = tokens.issue();
    expect(tokens.redeem(`${token}x`)).toBe(false);
    expect(tokens.redeem('')).toBe(false);
    expect(tokens.redeem(token)).toBe(true);
  });
});
