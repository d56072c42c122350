import type { FleetAges } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { ageHistogram, barWords } from './age-histogram';

const bar = (from: number, until: number | undefined, count: number) => ({
  from,
  ...defined({ until }),
  count,
  query: { issuedUntil: `202601${String(from).padStart(2, '0')}` },
});
const ages: FleetAges = {
  bars: [bar(0, 9, 70), bar(10, 19, 7), bar(20, 29, 2), bar(30, undefined, 1)],
  undated: { count: 0, query: { undated: 'yes' } },
  lines: { due: 10, dueByAll: 15, graceEnds: 29 },
  at: '2026-03-01T08:00:00.000Z',
};

describe('the picture of ages', () => {
  const { bars, lines, top } = ageHistogram(ages);

  it('has bars as high as what they count, below a round number', () => {
    expect(top).toBe(100);
    expect(bars.map(({ height }) => height)).toEqual([0.7, 0.07, 0.02, 0.01]);
  });

  it('has its lines where the days are', () => {
    expect(lines).toEqual([
      { words: 'due from day 10', at: 0.25, kind: 'due' },
      { words: 'grace ends by day 29', at: 0.75, kind: 'grace' },
    ]);
  });

  it('has them at the edge of a bar that counts fewer days, too', () => {
    const bars = [bar(0, 9, 70), bar(10, 19, 7), bar(20, 24, 2), bar(25, undefined, 1)];
    const { lines: places } = ageHistogram({
      ...ages,
      bars,
      lines: { due: 15, dueByAll: 18, graceEnds: 24 },
    });
    expect(places.map(({ at }) => at)).toEqual([0.375, 0.75]);
  });

  it('leads from each bar to its list, and says what the bar is', () => {
    expect(bars.map(({ href }) => href)).toContain('/devices?issuedUntil=20260110');
    expect(bars.map(barWords)).toEqual([
      '70 devices, certificate 0 to 9 days old, not due',
      '7 devices, certificate 10 to 19 days old, due',
      '2 devices, certificate 20 to 29 days old, due',
      '1 device, certificate 30 days and more old, past the days of grace',
    ]);
  });

  it('tells a bar with the due line in it from those before and behind', () => {
    const shifted = ageHistogram({ ...ages, lines: { ...ages.lines, due: 12 } });
    expect(shifted.bars.map(({ standing }) => standing)).toEqual(['valid', 'partly-due', 'due', 'over']);
  });

  it('is drawn of a fleet without devices too', () => {
    const empty = ageHistogram({ ...ages, bars: ages.bars.map((each) => ({ ...each, count: 0 })) });
    expect(empty.top).toBe(1);
    expect(empty.bars.every(({ height }) => height === 0)).toBe(true);
  });
});
