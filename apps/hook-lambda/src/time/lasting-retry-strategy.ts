import { StandardRetryStrategy } from '@smithy/core/retry';

/**
 * Retries as the SDK does, but for its budget: 500 tokens of one client, 5 for a retry, given back by what succeeds at last
 * [`@smithy/core`, StandardRetryStrategy]. In a storm most does not, so that after 25 requests that failed an environment
 * would try once only. Here the deadline of each event bounds its retries.
 */
export class LastingRetryStrategy extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    ...failed: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    const token = await super.refreshRetryTokenForRetry(...failed);
    this.recordSuccess(token);
    return token;
  }
}
