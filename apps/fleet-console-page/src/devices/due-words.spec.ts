import { dueWithinWords, dueWords } from './due-words';

describe('from when on a device is due', () => {
  it.each([
    ['its day', { issued: '20260101', ageDays: 59, due: '20260301' }, '2026-03-01'],
    ['now, where its date cannot be read', { issued: 'yesterday' }, 'now, as its date cannot be read'],
    ['nothing, where it has no certificate', {}, '–'],
    ['nothing, where only its issue date is known', { issued: '20260101', ageDays: 59 }, '–'],
  ])('is %s', (_what, row, words) => {
    expect(dueWords({ serial: 'sensor-1', ...row })).toBe(words);
  });

  it('can be asked for', () => {
    expect([0, 1, 30].map(dueWithinWords)).toEqual(['due now', 'due within a day', 'due within 30 days']);
  });
});
