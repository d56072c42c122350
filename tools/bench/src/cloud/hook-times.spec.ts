import { reportIn } from './hook-times';

describe('a line in the log of a function', () => {
  it('tells duration and initialisation of a cold invocation', () => {
    expect(
      reportIn(
        'REPORT RequestId: 1\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tInit Duration: 101.25 ms',
      ),
    ).toEqual([{ durationMillis: 12.5, initMillis: 101.25 }]);
  });

  it('tells the duration of a warm one', () => {
    expect(
      reportIn('REPORT RequestId: 1\tDuration: 8.00 ms\tBilled Duration: 8 ms\tMemory Size: 512 MB'),
    ).toEqual([{ durationMillis: 8 }]);
  });

  it('tells nothing when the function itself wrote it', () => {
    expect(reportIn('{"msg":"REPORT \\tDuration: 8.00 ms"}')).toEqual([]);
    expect(reportIn('START RequestId: 1')).toEqual([]);
  });
});
