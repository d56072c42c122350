import {
  addressOf,
  calendarDay,
  compactDay,
  filterOf,
  filterWords,
  hasFilter,
  withFilter,
} from './device-filter';

describe('the filters of a list of devices', () => {
  it('are those of the address', () => {
    const query = filterOf('?prefix=sensor-&issuedUntil=20260131&connected=yes');
    expect(query).toEqual({ prefix: 'sensor-', issuedUntil: '20260131', connected: 'yes' });
    expect(addressOf(query)).toBe('/devices?prefix=sensor-&connected=yes&issuedUntil=20260131');
    expect(addressOf({})).toBe('/devices');
  });

  it.each([
    '?issuedUntil=tomorrow&prefix=a',
    '?sort=serial&prefix=a',
    '?prefix=a&model=',
    '?connected=maybe&prefix=a',
  ])('are left out where they are none: %s', (search) => {
    expect(filterOf(search)).toEqual({ prefix: 'a' });
  });

  it('begin at the first page when one changes', () => {
    const query = { prefix: 'a', model: 'model-1', after: 'cursor' };
    expect(withFilter(query, { model: undefined, state: 'blocked' })).toEqual({
      prefix: 'a',
      state: 'blocked',
    });
  });

  it('have their days as a calendar writes them', () => {
    expect(compactDay('2026-03-01')).toBe('20260301');
    expect(compactDay('2026-3')).toBeUndefined();
    expect(calendarDay('20260301')).toBe('2026-03-01');
    expect(calendarDay(undefined)).toBe('');
  });

  it.each([{ dueWithin: 0 }, { undated: 'yes' }, { prefix: 'a' }] as const)(
    'are some where the address has %j, and have words',
    (query) => {
      expect(hasFilter(query)).toBe(true);
      expect(filterWords(query)).not.toBe('');
    },
  );

  it('are none where only the page is chosen', () => {
    expect(hasFilter({ after: 'cursor', limit: 50 })).toBe(false);
  });

  it('are said in words', () => {
    expect(filterWords({ dueWithin: 7, model: 'model-1' })).toBe('model model-1, due within 7 days');
    expect(
      filterWords({ prefix: 'a', connected: 'no', issuedUntil: '20260131', undated: 'yes', state: 'warned' }),
    ).toBe('serial begins with a, not connected, issued until 2026-01-31, without a date, warned');
  });
});
