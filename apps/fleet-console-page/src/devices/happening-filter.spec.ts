import { happeningFilter, happeningOptions, happeningWords } from './happening-filter';

describe('what happened, as a filter of devices', () => {
  const now = '2026-03-01T08:00:00.000Z';

  it('is asked of today until there is another day, and its rest goes when another is chosen', () => {
    expect(happeningFilter('warned', {}, now)).toMatchObject({ happened: 'warned', on: '20260301' });
    expect(happeningFilter('failed', { on: '20260201', claim: 'x' }, now)).toEqual({
      happened: 'failed',
      on: '20260201',
      claim: undefined,
      refusal: undefined,
    });
    expect(happeningFilter(undefined, { happened: 'failed', on: '20260201' }, now)).toEqual({});
  });

  it('offers what needs no more than a day, and what a link has brought', () => {
    const offered = (query: Parameters<typeof happeningOptions>[0]) =>
      happeningOptions(query).map(({ value }) => value);
    expect(offered({})).toEqual(['', 'warned', 'cut-off', 'failed']);
    expect(offered({ happened: 'refused' })).toContain('refused');
  });

  it('is said in words', () => {
    expect(happeningWords({})).toBeUndefined();
    expect(happeningWords({ happened: 'cut-off', on: '20260131' })).toBe('cut off by a sweep on 2026-01-31');
    expect(happeningWords({ happened: 'refused', refusal: 'rotation:not-due' })).toBe(
      'refused (rotation: not-due) in the last 24 hours',
    );
  });
});
