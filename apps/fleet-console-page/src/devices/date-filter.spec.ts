import { dateFilter, dateOptions, dateValue } from './date-filter';

describe('the field for dates', () => {
  it.each([{ dueWithin: 0 }, { dueWithin: 14 }, { undated: 'yes' }, {}] as const)('shows %j', (query) => {
    const value = dateValue(query);
    expect(dateOptions(query).map((option) => option.value)).toContain(value ?? '');
    expect(dateFilter(value)).toEqual({ dueWithin: undefined, undated: undefined, ...query });
  });

  it('has what the numbers of the fleet lead to', () => {
    expect(dateOptions({}).map(({ label }) => label)).toEqual([
      'any',
      'due now',
      'due within 7 days',
      'due within 30 days',
      'due within 90 days',
      'without a date',
    ]);
  });
});
