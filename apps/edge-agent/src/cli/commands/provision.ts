import { orderRunningAgent } from '../../control/control-client';
import type { Device } from '../../device/device';
import { FolderBusyError } from '../../identity/folder-lock';
import { provisionDevice } from '../../provisioning/provision-device';
import { commandOf } from '../carry-out';
import type { CommandContext } from '../command-context';
import { provisionOptions, workplaceSettingsOf, type ProvisionOptions } from '../given-options';
import { explainingRefusal } from '../refusal-words';
import { enterDeviceFolder, openWorkplace, type WorkplaceSettings } from '../workplace';

/**
 * Ends well only when an identity of the device's own has carried a connection and its confirmation was
 * acknowledged; with one that exists already it proves that again. A running agent is asked for its word.
 */
export const provisionCommand = commandOf({ options: provisionOptions, work: provision });

async function provision(options: ProvisionOptions, context: CommandContext): Promise<void> {
  const { output } = context;
  const settings = workplaceSettingsOf(options);
  const device = await enterDeviceFolder(context, options.voucher);
  const refused = { command: 'provision', serial: device.serial } as const;
  await explainingRefusal(output, refused, () => provisionOrAsk(device, settings, options, context));
}

async function provisionOrAsk(
  device: Device,
  settings: WorkplaceSettings,
  options: ProvisionOptions,
  { output, signal }: CommandContext,
): Promise<void> {
  const millis = options.timeout * 1000;
  try {
    const { agent, lock } = await openWorkplace(device, settings, output);
    try {
      const already = agent.identities.current()?.record.state === 'proven';
      const { identity, connection } = await provisionDevice(agent, millis, signal, options);
      await connection.leave();
      const { thingName, certificateId } = identity.record;
      const words = already ? 'is already provisioned, and can connect' : 'is provisioned';
      output.result(`${thingName} ${words} with certificate ${certificateId}`, {
        thingName,
        certificateId,
        alreadyProvisioned: already,
      });
    } finally {
      await lock.release();
    }
  } catch (error) {
    // A running agent goes by certainty: stop it first.
    if (!(error instanceof FolderBusyError) || options.useClaim) {
      throw error;
    }
    const limit = { millis, signal };
    const { thingName, certificateId } = await orderRunningAgent(error.socketPath, 'provision', limit);
    output.result(`${thingName} is provisioned with certificate ${certificateId}, and its agent is running`, {
      thingName,
      certificateId,
      alreadyProvisioned: true,
    });
  }
}
