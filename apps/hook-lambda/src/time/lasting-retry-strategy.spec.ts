import { LastingRetryStrategy } from './lasting-retry-strategy';

const backoff = { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 };

describe('the retries of a function in a storm', () => {
  it('are as many for the hundredth request as for the first', async () => {
    const strategy = new LastingRetryStrategy({ maxAttempts: 5, backoff });
    for (let request = 0; request < 100; request += 1) {
      let token = await strategy.acquireInitialRetryToken('storm');
      for (let retry = 1; retry < 5; retry += 1) {
        token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
      }
      await expect(strategy.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' })).rejects.toThrow(
        'No retry token available',
      );
    }
  });
});
