import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Agent, KeyOrigin } from '../agent';
import type { Connector } from '../connection/connection';
import { connectJournalIn } from '../connection/connect-journal';
import { ConnectPace } from '../connection/connect-pacing';
import { withFreshSession } from '../connection/fresh-session';
import { defaultMqttSettings, openMqttConnection } from '../connection/open-mqtt-connection';
import { proxyFor } from '../connection/proxy';
import type { Device } from '../device/device';
import { readDeviceFolder } from '../device/device-folder';
import { ensurePrivateDirectory } from '../identity/durable-files';
import { lockFolder, type FolderLock } from '../identity/folder-lock';
import { foreignNames } from '../identity/foreign-names';
import { IdentityStore } from '../identity/identity-store';
import { Recovery } from '../provisioning/recovery';
import type { KeyStore } from '../keys/key-store';
import { UsageError } from './usage-error';
import { leaveMessages } from '../session/incoming-messages';
import { systemTiming } from '../timing/system-timing';
import type { CommandContext } from './command-context';
import { deviceKeys } from './device-keys';
import type { Output } from './output';

/**
 * Goes to the device's folder and reads it. The process works there from now on, as daemons do: the paths of
 * sockets are short only from nearby.
 *
 * @param voucher as the user has named it, from where he is
 * @throws UsageError, DeviceFolderError
 */
export async function enterDeviceFolder(
  { directory, identityDirectory, output }: CommandContext,
  voucher?: string,
): Promise<Device> {
  const places = { voucher: voucher === undefined ? undefined : resolve(voucher), identityDirectory };
  if (identityDirectory !== undefined) {
    refuseForeignFolder(identityDirectory);
  }
  try {
    process.chdir(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot work in ${directory}: ${reason}.`, { cause: error });
  }
  const warn = (message: string): void => output.event({ event: 'warning', message });
  return await readDeviceFolder(directory, warn, places);
}

/** The agent closes its identity folder to others, and tidies up in it: that must not happen to any other folder. */
function refuseForeignFolder(identityDirectory: string): void {
  const foreign = foreignNames(identityDirectory)[0];
  if (foreign !== undefined) {
    throw new UsageError(
      `${identityDirectory} has ${foreign}, which is not the agent's: give a folder of its own with --identity-dir.`,
    );
  }
}

/** @throws UsageError where the cloud is to make keys, and the device takes none */
export function requireTaker(keyOrigin: KeyOrigin, { take }: Pick<KeyStore, 'take'>): void {
  if (keyOrigin.from === 'cloud' && take === undefined) {
    throw new UsageError('The keys of this device are made in its hardware: leave out --keys cloud.');
  }
}

export interface WorkplaceSettings {
  readonly keyOrigin: KeyOrigin;
  readonly connectIntervalMillis: number;
  /** Whether the thing's session begins with this agent: what programs had subscribed to before is over. */
  readonly freshSession?: boolean;
}

/** An agent, and the lock on its identities that makes it the only one. */
export interface Workplace {
  readonly agent: Agent;
  readonly lock: FolderLock;
}

/**
 * Takes the device's identity folder and opens it. Messages to the device stay in the cloud by default.
 *
 * @throws FolderBusyError, IdentityStorageError, UsageError, InvalidProxyError
 */
export async function openWorkplace(
  device: Device,
  settings: WorkplaceSettings,
  output: Output,
  takeMessage: Agent['takeMessage'] = leaveMessages,
): Promise<Workplace> {
  const warn = (message: string): void => output.event({ event: 'warning', message });
  const { identityDirectory, serial } = device;
  requireTaker(settings.keyOrigin, deviceKeys);
  if (ensurePrivateDirectory(identityDirectory)) {
    warn(`${identityDirectory} was open to other users; now only its owner has access`);
  }
  const nonce = (): string => randomBytes(4).toString('hex');
  const lock = await lockFolder(identityDirectory, nonce);
  try {
    const now = (): Date => new Date(systemTiming.now());
    const identities = IdentityStore.open(identityDirectory, { now, nonce, warn, keys: deviceKeys });
    refuseForeignIdentities(identities, serial);
    const report = output.event.bind(output);
    const pace = new ConnectPace({
      timing: systemTiming,
      intervalMillis: settings.connectIntervalMillis,
      journal: connectJournalIn(identityDirectory),
      onWait: (clientId, millis) =>
        report({ event: 'connect-delayed', clientId, seconds: Math.round(millis / 1000) }),
      warn,
    });
    const mqttSettings = { ...defaultMqttSettings, proxy: proxyFor(device.endpoint, process.env) };
    const open: Connector = (request, signal) => openMqttConnection(request, mqttSettings, signal);
    const connect = pace.paced(settings.freshSession === true ? withFreshSession(open) : open);
    const agent = {
      device,
      identities,
      connect,
      connectTurn: pace.turn.bind(pace),
      recovery: new Recovery(identityDirectory, { timing: systemTiming, warn }),
      timing: systemTiming,
      keyOrigin: settings.keyOrigin,
      report,
      takeMessage,
    };
    return { agent, lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A folder that was copied from another device, or whose serial number was changed afterwards. */
function refuseForeignIdentities(identities: IdentityStore, serial: string): void {
  const foreign = identities.all().find(({ record }) => record.serial !== serial);
  if (foreign !== undefined) {
    throw new UsageError(
      `${identities.directory} has identities of ${foreign.record.serial}, but machine_config.json says that ` +
        `this device is ${serial}: correct the serial number, or delete the folder if it is a copy from another device.`,
    );
  }
}
