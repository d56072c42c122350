import { PublishPace, publishLimits } from './publish-pace';

describe('the pace of publishing', () => {
  /** When each of these messages could go, in milliseconds, one after the other and each as soon as it may. */
  function timesOf(count: number, bytes: number): number[] {
    let now = 0;
    const pace = new PublishPace(() => now);
    return Array.from({ length: count }, () => {
      for (let wait = pace.take(bytes); wait > 0; wait = pace.take(bytes)) {
        now += wait;
      }
      return now;
    });
  }

  /** How many went in the second with the most. */
  const mostInASecond = (times: readonly number[]): number =>
    Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length));

  it('lets a few small messages go at once', () => {
    expect(timesOf(16, 100).at(-1)).toBe(0);
  });

  it('keeps many small ones in every second within what AWS IoT Core takes', () => {
    expect(publishLimits.messages).toBeLessThan(100);
    const times = timesOf(1_000, 100);
    expect(mostInASecond(times)).toBeLessThanOrEqual(publishLimits.messages);
    expect(times.at(-1)).toBeLessThan(1_000 * (1_000 / 70));
  });

  it.each([128, 100, 40])('keeps messages of %i KiB in every second within it too', (kibibytes) => {
    const size = kibibytes * 1024;
    expect(publishLimits.bytes).toBeLessThan(512 * 1024);
    const times = timesOf(200, size);
    expect(mostInASecond(times) * size).toBeLessThanOrEqual(publishLimits.bytes);
    expect((200 * size) / (Number(times.at(-1)) / 1000)).toBeGreaterThan(320 * 1024);
  });
});
