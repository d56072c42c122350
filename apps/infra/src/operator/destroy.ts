import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { FleetNames } from '@fleet/fleet-contract';
import { CdkFailedError, type Cdk } from './cdk';
import { setProtection } from './stack-protection';

/** AWS IoT refuses to delete a policy for up to five minutes after it was detached (API reference, DeletePolicy). */
const detachmentMillis = 5 * 60_000;
const pauseMillis = 30_000;

export interface Destruction {
  readonly names: FleetNames;
  readonly assembly: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly cloudFormation: CloudFormation;
  readonly cdk: Cdk;
  readonly say: (line: string) => void;
  readonly pause: (millis: number) => Promise<unknown>;
}

/**
 * Deletes the stack. CloudFormation does not wait until a policy can be deleted, so this does, where nothing else keeps
 * the stack.
 * @throws CdkFailedError, InterruptedError
 */
export async function destroy(destruction: Destruction): Promise<void> {
  const { names, assembly, environment, cloudFormation, cdk, say, pause } = destruction;
  await setProtection(cloudFormation, names, false);
  for (let waited = 0; ; waited += pauseMillis) {
    try {
      await cdk(['destroy', names.stack, '--app', assembly, '--force'], environment);
      return;
    } catch (error) {
      const isWorthWaiting = error instanceof CdkFailedError && waited < detachmentMillis;
      if (!isWorthWaiting || !(await isKeptByPolicies(cloudFormation, names))) {
        throw error;
      }
    }
    say(
      'AWS IoT does not delete a policy for up to five minutes after it was detached. ' +
        `Trying again in ${pauseMillis / 1000} s.`,
    );
    await pause(pauseMillis);
  }
}

/** Whether nothing but IoT policies could not be deleted. */
async function isKeptByPolicies(cloudFormation: CloudFormation, { stack }: FleetNames): Promise<boolean> {
  const { StackResources: resources = [] } = await cloudFormation.describeStackResources({
    StackName: stack,
  });
  const failed = resources.filter(({ ResourceStatus: status }) => status === 'DELETE_FAILED');
  return failed.length > 0 && failed.every(({ ResourceType: type }) => type === 'AWS::IoT::Policy');
}
