import { askRunningAgent } from '../../control/control-client';
import { FolderBusyError } from '../../identity/folder-lock';
import { isRegistered } from '../../identity/identity';
import { rotateDevice } from '../../rotation/rotate-device';
import type { CommandContext } from '../command-context';
import type { RotateOptions } from '../options';
import { NotProvisionedError } from '../usage-error';
import { enterDeviceFolder, openWorkplace } from '../workplace';

/** Replaces the device's certificate now: by the running agent where there is one, else by itself. */
export async function rotateCommand(options: RotateOptions, context: CommandContext): Promise<void> {
  const { output, directory, signal } = context;
  const device = enterDeviceFolder(directory, output);
  const millis = options.timeout * 1000;
  try {
    const { agent, lock } = await openWorkplace(device, options.keys, output);
    try {
      if (!agent.identities.all().some(isRegistered)) {
        throw new NotProvisionedError(device.serial);
      }
      const { thingName, certificateId } = (await rotateDevice(agent, millis, signal)).record;
      output.result(`${thingName} has rotated to certificate ${certificateId}`, { thingName, certificateId });
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (!(error instanceof FolderBusyError)) {
      throw error;
    }
    const limit = { millis, signal };
    const { thingName = device.serial, certificateId } = await askRunningAgent(
      error.socketPath,
      'rotate',
      limit,
    );
    output.result(`${thingName} has rotated to certificate ${certificateId ?? ''}, by its running agent`, {
      thingName,
      certificateId,
    });
  }
}
