import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Output } from '../cli/output';
import type { Fleet } from '../fleet/fleet';
import { viewDevice } from './device-view';
import { contradictions } from './contradictions';
import { deviceWords } from './device-words';
import { withExamples } from '../cli/examples';
import type { WithFleet } from '../cli/with-fleet';
import { serialArgument } from '../cli/argument-values';

/** `devices show SERIAL` */
export function addShow(devices: Command, withFleet: WithFleet): void {
  const command = devices
    .command('show')
    .argument('<serial>', 'serial number of the device')
    .summary('show a device: its record, and its state in AWS IoT')
    .description(
      'Show the record of a device and what AWS IoT has of it, side by side: state, every certificate with its dates ' +
        'and status, attributes, due day, permits, whether it is connected, and where the two contradict each other. ' +
        'AWS IoT shows a change some seconds late. So it reads once more before it reports a contradiction.',
    )
    .action((text: string) => {
      const serial = serialArgument(text);
      return withFleet((fleet, output) => showDevice(fleet, output, serial));
    });
  withExamples(
    command,
    ['everything about a device', 'fleet-cli devices show sensor-0042'],
    [
      'for a script: the id of its current certificate',
      'fleet-cli devices show sensor-0042 --json | jq -r .record.current',
    ],
  );
}

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
  await output.result(deviceWords(view), view);
}
