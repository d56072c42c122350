import type { KeyAlgorithm } from '@fleet/certificate-request/key-algorithm';
import { askRunningAgent, orderRunningAgent, type AnswerLimit } from '../../control/control-client';
import type { Device } from '../../device/device';
import { FolderBusyError } from '../../identity/folder-lock';
import { isRegistered } from '../../identity/identity';
import { rotateDevice } from '../../rotation/rotate-device';
import { commandOf } from '../carry-out';
import type { CommandContext } from '../command-context';
import { rotateOptions, workplaceSettingsOf, type RotateOptions } from '../given-options';
import { NotProvisionedError, UsageError } from '../usage-error';
import { explainingRefusal } from '../refusal-words';
import { enterDeviceFolder, openWorkplace, type WorkplaceSettings } from '../workplace';

/** Replaces the device's certificate now: by the running agent where there is one, else by itself. */
export const rotateCommand = commandOf({ options: rotateOptions, work: rotate });

async function rotate(options: RotateOptions, context: CommandContext): Promise<void> {
  const { output } = context;
  const settings = workplaceSettingsOf(options);
  const device = await enterDeviceFolder(context);
  const refused = { command: 'rotate', serial: device.serial } as const;
  await explainingRefusal(output, refused, () => rotateOrOrder(device, settings, options, context));
}

async function rotateOrOrder(
  device: Device,
  settings: WorkplaceSettings,
  options: RotateOptions,
  { output, signal }: CommandContext,
): Promise<void> {
  const millis = options.timeout * 1000;
  try {
    const { agent, lock } = await openWorkplace(device, settings, output);
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
    if (options.keyAlgorithm !== undefined) {
      await requireKeysOf(error.socketPath, options.keyAlgorithm, limit);
    }
    const { thingName, certificateId } = await orderRunningAgent(error.socketPath, 'rotate', limit);
    output.result(`${thingName} has rotated to certificate ${certificateId}, by its running agent`, {
      thingName,
      certificateId,
    });
  }
}

/**
 * A running agent makes keys by the options of its own start.
 *
 * @throws UsageError where that is not what this order asks for
 */
async function requireKeysOf(socketPath: string, wanted: KeyAlgorithm, limit: AnswerLimit): Promise<void> {
  const { makesKeysOf } = await askRunningAgent(socketPath, 'status', limit);
  if (makesKeysOf !== wanted) {
    throw new UsageError(
      `The running agent makes ${makesKeysOf === undefined ? 'no keys of its own' : `${makesKeysOf} keys`}: ` +
        `restart it with --key-algorithm ${wanted}, or stop it, and repeat the command.`,
    );
  }
}
