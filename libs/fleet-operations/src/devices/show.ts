import { setTimeout } from 'node:timers/promises';
import type { Output } from '../output/output';
import type { Fleet } from '../fleet/fleet';
import { viewDevice } from './device-view';
import { contradictions } from './contradictions';
import { deviceWords } from './device-words';

/** AWS IoT shows a change within seconds, as a rule. */
const lagMillis = 3_000;

/**
 * Everything that record and registry have about a device. A contradiction may be a change that one of the two does not
 * show yet: it is reported when it is there a moment later as well.
 * @param wait injected by tests
 */
export async function showDevice(
  fleet: Fleet,
  output: Output,
  serial: string,
  wait: (millis: number) => Promise<unknown> = setTimeout,
): Promise<void> {
  let view = await viewDevice(fleet, serial);
  if (contradictions(view).length > 0) {
    output.say('Record and AWS IoT contradict each other; reading again in 3 s.');
    await wait(lagMillis);
    view = await viewDevice(fleet, serial);
  }
  await output.result(deviceWords(view, output.howTo), view);
}
