import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import { waitTimeoutMillis } from '@fleet/eventually';

/** Settings for the waiters of the SDK: they look often, and no machine is too slow for them. */
export function stackWaiter(client: CloudFormation) {
  return { client, maxWaitTime: waitTimeoutMillis / 1_000, minDelay: 0.1, maxDelay: 0.1 };
}
