import type { FleetSweeps } from '@fleet/fleet-console-api';
import { sweptDay, unsweptDay } from '../testing/sweep-days';
import { listBehindBar, sweepSeries } from './sweep-series';

const sweeps: FleetSweeps = {
  days: [unsweptDay('20260228'), sweptDay('20260301', { found: 12, cutOff: 0, failed: 2 })],
  remarks: [],
  at: '2026-03-01T08:00:00.000Z',
};

describe('the chart of sweeps', () => {
  it('has a series for each figure that is known, and a place for each day', () => {
    const { days, series } = sweepSeries(sweeps);
    expect(days).toEqual(['2026-02-28', '2026-03-01']);
    expect(series.map(({ title, data }) => ({ title, data }))).toEqual([
      { title: 'Found', data: [{ x: '2026-03-01', y: 12 }] },
      { title: 'Cut off', data: [{ x: '2026-03-01', y: 0 }] },
      { title: 'Failed', data: [{ x: '2026-03-01', y: 2 }] },
    ]);
  });

  it('leads from each bar to its list, where it counts anybody', () => {
    expect(listBehindBar(sweeps, 'Failed', '2026-03-01')).toBe('/devices?happened=failed&on=20260301');
    expect(listBehindBar(sweeps, 'Found', '2026-03-01')).toBe('/devices?issuedUntil=20250301');
    expect(listBehindBar(sweeps, 'Cut off', '2026-03-01')).toBeUndefined();
    expect(listBehindBar(sweeps, 'Found', '2026-02-28')).toBeUndefined();
  });
});
