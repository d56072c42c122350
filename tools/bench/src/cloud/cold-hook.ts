import { Lambda, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { fleetNames } from '@fleet/fleet-contract';
import { sdkSettings } from '@fleet/local-fleet';
import type { BenchFleet } from './bench-fleet';

/** Makes the provision hook's next invocation a cold one, as any change of a function does. */
export async function coolProvisionHook(fleet: BenchFleet, mark: string): Promise<void> {
  const lambda = new Lambda(sdkSettings(fleet.cloud.endpoints));
  const functionName = fleetNames(fleet.resourceTag).provisionHook;
  try {
    await lambda.updateFunctionConfiguration({ FunctionName: functionName, Description: mark });
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 30 }, { FunctionName: functionName });
  } finally {
    lambda.destroy();
  }
}
