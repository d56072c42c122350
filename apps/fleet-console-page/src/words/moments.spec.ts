import { counted, dayOf, distance, minuteOf } from './moments';

describe('the words for a moment', () => {
  it('are its minute in UTC', () => {
    expect(minuteOf('2026-03-01T04:05:06.000Z')).toBe('2026-03-01 04:05');
    expect(minuteOf(undefined)).toBe('–');
  });

  it('are the day of a date of AWS IoT, as far as it is one', () => {
    expect(dayOf('20260301')).toBe('2026-03-01');
    expect(dayOf('2026-03-01T04:05:06.000Z')).toBe('2026-03-01');
    expect(dayOf(undefined)).toBe('–');
  });

  it.each([
    ['2026-03-01T00:00:10.000Z', 'now'],
    ['2026-03-01T00:01:00.000Z', 'in 1 minute'],
    ['2026-02-28T23:00:00.000Z', '60 minutes ago'],
    ['2026-03-01T05:00:00.000Z', 'in 5 hours'],
    ['2026-05-30T00:00:00.000Z', 'in 90 days'],
    ['2026-02-19T00:00:00.000Z', '10 days ago'],
  ])('say how far %s is', (to, words) => {
    expect(distance('2026-03-01T00:00:00.000Z', to)).toBe(words);
  });

  it('count', () => {
    expect(counted(1, 'device')).toBe('1 device');
    expect(counted(1200, 'device')).toBe('1,200 devices');
    expect(counted(0, 'entry', 'entries')).toBe('0 entries');
  });
});
