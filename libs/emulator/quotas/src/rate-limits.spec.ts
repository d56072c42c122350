import { RateLimits } from './index';

describe('a rate', () => {
  let now: number;
  let limits: RateLimits;
  beforeEach(() => {
    now = 1_000_000;
    limits = new RateLimits({ nowMillis: () => now }, { UpdateCertificate: 10, publish: 2 });
  });
  const taken = (name: string, times: number, holder?: object) =>
    Array.from({ length: times }, () => limits.take(name, holder)).filter(Boolean).length;

  it('admits as much as a second has, at once', () => {
    expect(taken('UpdateCertificate', 50)).toBe(10);
  });

  it('admits more as time passes, and no more than a second has after a long rest', () => {
    taken('UpdateCertificate', 50);
    now += 250;
    expect(taken('UpdateCertificate', 50)).toBe(2);
    now += 3_600_000;
    expect(taken('UpdateCertificate', 50)).toBe(10);
  });

  it('goes on when the clock is set back', () => {
    taken('UpdateCertificate', 50);
    now -= 3_600_000;
    expect(taken('UpdateCertificate', 50)).toBe(0);
    now += 100;
    expect(taken('UpdateCertificate', 50)).toBe(1);
  });

  it('is counted for each holder alone', () => {
    const [one, other] = [{}, {}];
    expect(taken('publish', 5, one)).toBe(2);
    expect(taken('publish', 5, other)).toBe(2);
    expect(taken('publish', 5, one)).toBe(0);
  });

  it('that nobody has set does not limit', () => {
    expect(taken('DescribeEverything', 1_000)).toBe(1_000);
  });
});
