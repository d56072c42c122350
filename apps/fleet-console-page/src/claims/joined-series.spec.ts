import { joinedRows, joinedSeries } from './joined-series';

const claim = (generation: number, days: [string, number][]) => ({
  certificateId: String(generation).repeat(64),
  model: 'model-1',
  generation,
  joined: 0,
  unproven: 0,
  days: days.map(([day, count]) => ({ day, count })),
});

describe('the devices that joined, by claim and day', () => {
  it('have a place for each day between the first and the last', () => {
    const { days, series } = joinedSeries({
      read: 5,
      claims: [
        claim(1, [
          ['20260227', 2],
          ['20260301', 1],
        ]),
        claim(2, [['20260302', 2]]),
        claim(3, []),
      ],
    });
    expect(days).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
    expect(series).toEqual([
      {
        title: 'model-1, generation 1',
        data: [
          { x: '2026-02-27', y: 2 },
          { x: '2026-03-01', y: 1 },
        ],
      },
      { title: 'model-1, generation 2', data: [{ x: '2026-03-02', y: 2 }] },
    ]);
  });

  it('are in figures the earliest first, each day of a claim with its list', () => {
    const counted = { read: 3, claims: [claim(1, [['20260301', 2]]), claim(2, [['20260227', 1]])] };
    expect(joinedRows(counted)).toMatchObject([
      { claim: 'model-1, generation 2', day: '2026-02-27', count: 1 },
      { day: '2026-03-01', href: `/devices?happened=joined&on=20260301&claim=${'1'.repeat(64)}` },
    ]);
  });

  it('are those of the last 60 days in a fleet that is old', () => {
    const { days, series } = joinedSeries({
      read: 2,
      claims: [
        claim(1, [
          ['20250101', 1],
          ['20260301', 1],
        ]),
      ],
    });
    expect(days).toHaveLength(60);
    expect(series).toMatchObject([{ data: [{ x: '2026-03-01' }] }]);
  });

  it('are none before the first', () => {
    expect(joinedSeries({ read: 0, claims: [claim(1, [])] })).toEqual({ days: [], series: [] });
  });
});
