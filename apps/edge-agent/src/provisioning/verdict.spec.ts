import fc from 'fast-check';
import type { BootMoment } from '../timing/boot-clock';
import { isRefusedForGood, verdictMillis, verdictRounds, withRound, type Tally } from './verdict';

const minute = 60_000;

/** What happens to a device between two rounds: it waits, or its machine is started again. */
interface Between {
  readonly minutes: number;
  readonly reboot: boolean;
}

/** The tally of an identity that failed in a round after each of these, and the time that truly passed. */
function live(history: readonly Between[]): { readonly tally: Tally; readonly trulyMillis: number } {
  let at: BootMoment = { boot: '0', millis: minute };
  let tally = withRound(undefined, at);
  let trulyMillis = 0;
  for (const [index, { minutes, reboot }] of history.entries()) {
    const millis = minutes * minute;
    at = reboot ? { boot: `${index + 1}`, millis } : { ...at, millis: at.millis + millis };
    trulyMillis += millis;
    tally = withRound(tally, at);
  }
  return { tally, trulyMillis };
}

const between = fc.record({ minutes: fc.nat({ max: 20 }), reboot: fc.boolean() });

describe('the verdict on an identity', () => {
  it.each([
    ['five rounds within ten minutes', [2, 2, 2, 2], false],
    ['four rounds over an hour', [20, 20, 20], false],
    ['five rounds over ten minutes', [2, 2, 2, 4], true],
    ['five rounds at once, and one ten minutes later', [0, 0, 0, 0, 10], true],
  ])('%s', (_what, waits, reached) => {
    const history = waits.map((minutes) => ({ minutes, reboot: false }));
    expect(isRefusedForGood(live(history).tally)).toBe(reached);
  });

  it('is not spoken of one that never failed', () => {
    expect(isRefusedForGood(undefined)).toBe(false);
  });

  it('is never spoken before five rounds and ten minutes, whenever the machine is started again', () => {
    fc.assert(
      fc.property(fc.array(between, { maxLength: 12 }), (history) => {
        const { tally, trulyMillis } = live(history);
        if (isRefusedForGood(tally)) {
          expect(history.length + 1).toBeGreaterThanOrEqual(verdictRounds);
          expect(trulyMillis).toBeGreaterThanOrEqual(verdictMillis);
        }
      }),
    );
  });

  it('comes in the end, also to a device whose machine is started again before each round', () => {
    const history = Array.from({ length: 5 }, () => ({ minutes: 2, reboot: true }));
    expect(isRefusedForGood(live(history).tally)).toBe(true);
  });
});
