import { folderOfRemovableClaim } from '../../device/device-folder';
import { formatListenAddress, parseListenAddress } from '../../local-endpoint/listen-address';
import { openRcScript, systemdUnit, type AgentService } from '../../service/service-definition';
import { commandOf } from '../carry-out';
import type { CommandContext } from '../command-context';
import { installServiceOptions, type InstallServiceOptions } from '../given-options';

const definitions: Readonly<Record<InstallServiceOptions['manager'], (service: AgentService) => string>> = {
  systemd: systemdUnit,
  openrc: openRcScript,
};

/** Prints what a service manager needs, and changes nothing: where that goes is for the maker of the image to say. */
export const installServiceCommand = commandOf({ options: installServiceOptions, work: installService });

async function installService(
  { manager, user, listen }: InstallServiceOptions,
  { output, agentFile, directory, identityDirectory }: CommandContext,
): Promise<void> {
  const definition = definitions[manager]({
    node: process.execPath,
    agentFile,
    directory,
    identityDirectory,
    claimDirectory: await folderOfRemovableClaim(directory),
    user,
    listen: listen === undefined ? undefined : formatListenAddress(parseListenAddress(listen)),
  });
  output.result(definition.trimEnd(), { manager, definition });
}
