import { Duration } from 'aws-cdk-lib';
import type { OwnHook } from './constructs/fleet-hooks';
import type { FleetProvisioningProps } from './fleet-provisioning-props';

/** AWS IoT waits five seconds for the whole hook; ours needs its share of them for what it reads and writes itself. */
const bounds = { least: Duration.millis(100), most: Duration.seconds(3) };
const byDefault = Duration.seconds(2);

/** The own hook of a fleet would have no time to answer, or would leave none. */
export class HookTimeoutError extends Error {
  override readonly name = 'HookTimeoutError';
  constructor(timeout: Duration) {
    super(
      `provisionHookTimeout is ${timeout.toMilliseconds()} ms. Choose one from ${bounds.least.toMilliseconds()} to ` +
        `${bounds.most.toMilliseconds()} ms: AWS IoT waits five seconds for all that is asked about a device.`,
    );
  }
}

/** @throws HookTimeoutError */
export function ownHookOf({
  provisionHook,
  provisionHookTimeout: timeout = byDefault,
}: FleetProvisioningProps): OwnHook | undefined {
  const millis = timeout.toMilliseconds();
  if (millis < bounds.least.toMilliseconds() || millis > bounds.most.toMilliseconds()) {
    throw new HookTimeoutError(timeout);
  }
  return provisionHook === undefined ? undefined : { function: provisionHook, timeout };
}
