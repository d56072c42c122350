import type { Cloud } from '@fleet/emulator-cloud';

declare global {
  /** The cloud of a test run. Jest loads set-up and tear-down one by one: what they share has to be global. */
  var localCloudOfTheRun: Pick<Cloud, 'close'> | undefined;
}

export function keepForTheEnd(cloud: Pick<Cloud, 'close'>): void {
  globalThis.localCloudOfTheRun = cloud;
}

export async function endCloudOfTheRun(): Promise<void> {
  await globalThis.localCloudOfTheRun?.close();
  globalThis.localCloudOfTheRun = undefined;
}
