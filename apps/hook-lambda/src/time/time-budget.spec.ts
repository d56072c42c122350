import { hookBudget, proofBudget } from './time-budget';

/** The longest pause before a second attempt: SDK's standard retries, base of a throttled request (`@smithy/core`). */
const longestFirstPause = 500;

describe.each([
  ['a hook', hookBudget, 5_000],
  ['the proof handler', proofBudget, 30_000],
])('the time of %s', (_function, budget, awsGivesUpAt) => {
  it('ends before AWS gives up: start, requests and farewell add up to no more', () => {
    expect(budget.limit).toBe(awsGivesUpAt);
    expect(budget.start + budget.deadline + budget.farewell).toBeLessThanOrEqual(awsGivesUpAt);
  });

  it('is for its requests, nine tenths of it', () => {
    expect(budget.deadline).toBeGreaterThanOrEqual(0.9 * awsGivesUpAt);
  });

  it('has room for a request that is lost in the network, sent again, and as slow as may be', () => {
    expect(2 * budget.attempt).toBeLessThan(budget.deadline);
    expect(budget.attempt + longestFirstPause).toBeLessThan(budget.deadline);
  });

  it('lets a single request be slow: its timeout takes two fifths of a hook’s deadline', () => {
    expect(budget.attempt).toBeGreaterThanOrEqual(0.4 * hookBudget.deadline);
    expect(budget.connection).toBeLessThan(budget.attempt);
  });
});
