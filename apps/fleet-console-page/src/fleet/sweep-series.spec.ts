import { sweepSeries } from './sweep-series';

describe('the chart of sweeps', () => {
  it('has a series for each figure that is known, and a place for each day', () => {
    const { days, series } = sweepSeries({
      days: [
        { day: '20260228', isDone: false },
        { day: '20260301', isDone: true, found: 12, cutOff: 0 },
      ],
      remarks: [],
      at: '2026-03-01T08:00:00.000Z',
    });
    expect(days).toEqual(['2026-02-28', '2026-03-01']);
    expect(series.map(({ title, data }) => ({ title, data }))).toEqual([
      { title: 'Found', data: [{ x: '2026-03-01', y: 12 }] },
      { title: 'Cut off', data: [{ x: '2026-03-01', y: 0 }] },
    ]);
  });
});
