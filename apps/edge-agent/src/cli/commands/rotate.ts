import type { Agent } from '../../agent';
import { askRunningAgent } from '../../control/control-client';
import { FolderBusyError } from '../../identity/folder-lock';
import { isRegistered } from '../../identity/identity';
import { NotProvisionedInTimeError, provisionDevice } from '../../provisioning/provision-device';
import { rotateIdentity } from '../../rotation/rotate-identity';
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
      const { thingName, certificateId } = await rotateAlone(agent, millis, signal);
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

async function rotateAlone(
  agent: Agent,
  millis: number,
  signal: AbortSignal,
): Promise<{ thingName: string; certificateId: string }> {
  if (!agent.identities.all().some(isRegistered)) {
    throw new NotProvisionedError(agent.device.serial);
  }
  const before = agent.identities.current()?.name;
  const carrier = await provisionDevice(agent, millis, signal);
  if (before !== undefined && carrier.identity.name !== before) {
    // The connect has brought an earlier rotation to its end, which is what was asked for.
    await carrier.connection.close();
    return carrier.identity.record;
  }
  try {
    const next = await rotateIdentity(agent, carrier, signal);
    await next.connection.close();
    return next.identity.record;
  } catch (error) {
    signal.throwIfAborted();
    throw new NotProvisionedInTimeError(error);
  } finally {
    await carrier.connection.close();
  }
}
