import fc from 'fast-check';
import { ChangeLog } from './change-log';
import { Consistency, strongConsistency } from './consistency';
import { LaggingView } from './lagging-view';

/** A clock that only the test moves. */
class TestClock {
  millis = 1_000_000;

  nowMillis(): number {
    return this.millis;
  }
}

const seeds = fc.string({ maxLength: 8 });
const scales = fc.constantFrom(0.01, 0.5, 1, 3);
const delays = fc
  .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }))
  .map(([leastMillis, more]) => ({ leastMillis, mostMillis: leastMillis + more }));
const readers = fc.constantFrom('connect', 'publish', 'replica 0', 'replica 1');

/** Somebody changes the value, or somebody reads it, or time passes. */
type Step =
  | { readonly kind: 'change' }
  | { readonly kind: 'read'; readonly reader: string }
  | { readonly kind: 'pass'; readonly millis: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.constant<Step>({ kind: 'change' }),
    readers.map((reader): Step => ({ kind: 'read', reader })),
    fc.integer({ min: 0, max: 1500 }).map((millis): Step => ({ kind: 'pass', millis })),
  ),
  { maxLength: 40 },
);

interface Seen {
  readonly reader: string;
  readonly at: number;
  readonly value: number;
}

/** The value is how often it was changed. Answers what was seen, and when the value became what it was. */
function run(
  history: readonly Step[],
  consistency: Consistency,
  delay: { readonly leastMillis: number; readonly mostMillis: number },
): { readonly seen: readonly Seen[]; readonly changedAt: readonly number[] } {
  const clock = new TestClock();
  const view = new LaggingView<number>(consistency.delays('value', delay), clock);
  const seen: Seen[] = [];
  const changedAt = [clock.millis];
  for (const step of history) {
    const value = changedAt.length - 1;
    if (step.kind === 'change') {
      view.changing('key', () => value);
      changedAt.push(clock.millis);
    } else if (step.kind === 'pass') {
      clock.millis += step.millis;
    } else {
      const { reader } = step;
      const at = clock.millis;
      seen.push({ reader, at, value: view.seen('key', value, { reader, at }) });
    }
  }
  return { seen, changedAt };
}

describe('a view that lags', () => {
  it('shows no change before its time, and every change after the longest delay', () => {
    fc.assert(
      fc.property(steps, seeds, scales, delays, (history, seed, scale, delay) => {
        const { seen, changedAt } = run(history, new Consistency({ seed, scale }), delay);
        for (const { at, value } of seen) {
          const madeAt = changedAt[value] ?? Infinity;
          const nextAt = changedAt[value + 1] ?? Infinity;
          expect(value === 0 || at >= madeAt + delay.leastMillis * scale).toBe(true);
          expect(at < nextAt + delay.mostMillis * scale).toBe(true);
        }
      }),
    );
  });

  it('shows no reader an older value after a newer one', () => {
    fc.assert(
      fc.property(steps, seeds, scales, delays, (history, seed, scale, delay) => {
        const { seen } = run(history, new Consistency({ seed, scale }), delay);
        for (const each of new Set(seen.map(({ reader }) => reader))) {
          const values = seen.filter(({ reader }) => reader === each).map(({ value }) => value);
          expect(values).toEqual(values.toSorted((one, other) => one - other));
        }
      }),
    );
  });

  it('can show an older value after a newer one to who is answered by any of two replicas', () => {
    const goesBack = (history: readonly Step[], seed: string): boolean => {
      const values = run(history, new Consistency({ seed, scale: 1 }), {
        leastMillis: 0,
        mostMillis: 1000,
      }).seen;
      return values.some(({ value }, index) => index > 0 && value < (values[index - 1]?.value ?? 0));
    };
    expect(fc.sample(seeds, { numRuns: 20, seed: 1 }).some((seed) => goesBack(alternating, seed))).toBe(true);
  });

  it('shows the same to everybody again with the same seed', () => {
    fc.assert(
      fc.property(steps, seeds, scales, delays, (history, seed, scale, delay) => {
        const once = run(history, new Consistency({ seed, scale }), delay);
        expect(run(history, new Consistency({ seed, scale }), delay)).toEqual(once);
      }),
    );
  });

  it('shows every change at once where consistency is strong', () => {
    fc.assert(
      fc.property(steps, delays, (history, delay) => {
        const { seen, changedAt } = run(history, strongConsistency, delay);
        for (const { at, value } of seen) {
          expect(at).toBeLessThanOrEqual(changedAt[value + 1] ?? Infinity);
          expect(at).toBeGreaterThanOrEqual(changedAt[value] ?? Infinity);
        }
      }),
    );
  });
});

const alternating: readonly Step[] = [
  { kind: 'change' },
  ...Array.from({ length: 10 }).flatMap((): Step[] => [
    { kind: 'pass', millis: 90 },
    { kind: 'read', reader: 'replica 0' },
    { kind: 'read', reader: 'replica 1' },
  ]),
];

describe('who looks', () => {
  let clock: TestClock;
  let view: LaggingView<string>;
  beforeEach(() => {
    clock = new TestClock();
    const consistency = new Consistency({ seed: 's', scale: 1 });
    const delay = { leastMillis: 800, mostMillis: 900 };
    view = new LaggingView(
      consistency.delays('value', delay, { soon: { leastMillis: 0, mostMillis: 100 } }),
      clock,
    );
  });
  const soon = () => ({ reader: 'soon', at: clock.millis });
  const late = () => ({ reader: 'late', at: clock.millis });

  it('sees a change when it has reached that reader', () => {
    const delayOf = view.changing('key', () => 'old');
    expect(delayOf('soon')).toBeLessThanOrEqual(100);
    expect(delayOf('late')).toBeGreaterThanOrEqual(800);
    clock.millis += 100;
    expect(view.seen('key', 'new', soon())).toBe('new');
    expect(view.seen('key', 'new', late())).toBe('old');
    clock.millis += 800;
    expect(view.seen('key', 'new', late())).toBe('new');
  });

  it('goes on seeing what it saw as another reader', () => {
    view.changing('key', () => 'old');
    clock.millis += 100;
    const asked = soon();
    clock.millis += 1;
    view.changing('key', () => 'newer');
    expect(view.seen('key', 'newest', late(), asked)).toBe('newer');
  });

  it('sees other keys as they are', () => {
    view.changing('key', () => 'old');
    expect(view.seen('other', 'current', late())).toBe('current');
    expect(view.outdated('late')).toEqual(new Map([['key', 'old']]));
    expect([view.isSettled('key'), view.isSettled('other')]).toEqual([false, true]);
    clock.millis += 900;
    expect(view.outdated('late')).toEqual(new Map());
    expect(view.isSettled('key')).toBe(true);
  });

  it('sees together what was changed together, in two views of one log', () => {
    const log = new ChangeLog(clock);
    const shared = new Consistency({ seed: 's', scale: 1 }).delays('value', {
      leastMillis: 0,
      mostMillis: 1000,
    });
    const views = [new LaggingView<string>(shared, clock, log), new LaggingView<string>(shared, clock, log)];
    log.together(() => {
      for (const each of views) {
        each.changing('key', () => 'old');
        clock.millis += 7;
      }
    });
    for (let passed = 0; passed < 1000; passed += 1) {
      const [one, other] = views.map((each) => each.seen('key', 'new', late()));
      expect(one).toBe(other);
      clock.millis += 1;
    }
    expect(views.map((each) => each.isSettled('key'))).toEqual([true, true]);
  });

  it('sees a change at once when the clock is set back behind it', () => {
    view.changing('key', () => 'old');
    clock.millis -= 1;
    expect(view.seen('key', 'new', late())).toBe('new');
    clock.millis += 1;
    expect(view.seen('key', 'new', late())).toBe('new');
  });
});
