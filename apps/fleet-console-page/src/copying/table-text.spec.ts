import { tableCsv, tableJson } from './table-text';

describe('a table that is copied', () => {
  it('is CSV with the columns of all rows', () => {
    expect(
      tableCsv([
        { serial: 'a', age: 3 },
        { serial: 'b', due: true },
      ]),
    ).toBe('serial,age,due\r\na,3,\r\nb,,true\r\n');
  });

  it('keeps commas, quotes and lines within their cell', () => {
    expect(tableCsv([{ text: 'a,"b"\nc' }])).toBe('text\r\n"a,""b""\nc"\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])('is no formula to a spreadsheet: %j', (text) => {
    expect(tableCsv([{ text }])).toContain(`'${text}`);
  });

  it('leaves negative numbers numbers', () => {
    expect(tableCsv([{ days: -3 }])).toBe('days\r\n-3\r\n');
  });

  it('is JSON', () => {
    expect(JSON.parse(tableJson([{ serial: 'a' }]))).toEqual([{ serial: 'a' }]);
  });
});
