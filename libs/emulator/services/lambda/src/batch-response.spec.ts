import { reportedFailures } from './batch-response';

describe('what a function reports of a batch', () => {
  const ids = new Set(['a', 'b']);
  const failed = (...items: unknown[]) => JSON.stringify({ batchItemFailures: items });

  it.each([
    ['', []],
    ['null', []],
    ['{}', []],
    ['{"statusCode":200}', []],
    ['{"batchItemFailures":null}', []],
    [failed(), []],
    [failed({ itemIdentifier: 'b' }), ['b']],
    [failed({ itemIdentifier: 'a' }, { itemIdentifier: 'b' }, { itemIdentifier: 'a' }), ['a', 'b']],
  ])('is, by %j, that these failed: %j', (answer, expected) => {
    expect([...(reportedFailures(answer, ids) ?? ['all'])]).toEqual(expected);
  });

  it.each([
    ['{'],
    ['"done"'],
    ['true'],
    ['{"batchItemFailures":"a"}'],
    [failed('a')],
    [failed({ itemIdentifier: '' })],
    [failed({ itemIdentifier: null })],
    [failed({ item: 'a' })],
    [failed({ itemIdentifier: 'a' }, { itemIdentifier: 'unknown' })],
  ])('is, by %j, that everything failed', (answer) => {
    expect(reportedFailures(answer, ids)).toBeUndefined();
  });
});
