import type { FleetSweeps, SweepDay } from '@fleet/fleet-console-api';
import { sweptDay as done, unsweptDay as absent } from '../testing/sweep-days';
import { sweepRemarks } from './sweep-standing';

const [yesterday, today] = ['20260228', '20260301'];
const at = (time: string) => `2026-03-01T${time}:00.000Z`;
const wordsAt = (time: string, days: SweepDay[]) =>
  sweepRemarks({ days, remarks: [], at: at(time) }).map(({ words }) => words);

describe('what is to be said of the last sweeps', () => {
  it('is nothing of today before its sweep has had an hour', () => {
    for (const time of ['00:05', '02:59', '03:10', '03:59']) {
      expect(wordsAt(time, [done(yesterday), absent(today)])).toEqual([]);
    }
    expect(wordsAt('04:00', [done(yesterday), absent(today)])).toEqual([
      'The sweep of 2026-03-01 has not come to its end.',
    ]);
  });

  it('is what the last one met that is done, until the next one is', () => {
    const met = done(yesterday, { failed: 1, cutOff: 2 });
    const words = [
      'The sweep of 2026-02-28 failed at 1 device.',
      'The sweep of 2026-02-28 cut off 2 certificates.',
    ];
    expect(wordsAt('01:00', [met, absent(today)])).toEqual(words);
    expect(wordsAt('08:00', [met, done(today)])).toEqual([]);
  });

  it('leads to those whom it met', () => {
    const days = [done(yesterday, { failed: 1, cutOff: 2 })];
    expect(sweepRemarks({ days, remarks: [], at: at('01:00') }).map(({ link }) => link?.href)).toEqual([
      '/devices?happened=failed&on=20260228',
      '/devices?happened=cut-off&on=20260228',
    ]);
  });

  it('is what one met that has not come to its end', () => {
    expect(wordsAt('03:30', [done(yesterday), { ...absent(today), failed: 3 }])).toEqual([
      'The sweep of 2026-03-01 failed at 3 devices.',
    ]);
  });

  it('is that yesterday has none, whatever the hour', () => {
    expect(wordsAt('01:00', [done('20260227'), absent(yesterday), absent(today)])).toEqual([
      'The sweep of 2026-02-28 has not come to its end.',
    ]);
    expect(wordsAt('05:00', [done('20260227'), absent(yesterday), absent(today)])).toEqual([
      'No sweep has come to its end since 2026-02-28, for 2 days.',
    ]);
    expect(wordsAt('01:00', [absent(yesterday), absent(today)])).toEqual([
      'The sweep of 2026-02-28 has not come to its end.',
    ]);
  });

  it('is nothing while the first one runs', () => {
    expect(wordsAt('08:00', [absent(today)])).toEqual([]);
  });

  it('is that there is none, which is no trouble of a fleet that is new', () => {
    const none: FleetSweeps = { days: [], remarks: [], at: at('08:00') };
    expect(sweepRemarks(none)).toMatchObject([{ level: 'warning' }]);
    expect(sweepRemarks({ ...none, isNew: false })).toMatchObject([{ level: 'warning' }]);
    expect(sweepRemarks({ ...none, isNew: true })).toEqual([
      { level: 'info', words: 'No sweep has run yet: the fleet is younger than two days.' },
    ]);
    expect(sweepRemarks(undefined)).toEqual([]);
  });
});
