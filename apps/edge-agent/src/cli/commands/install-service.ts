import { folderOfRemovableClaim } from '../../device/device-folder';
import { formatListenAddress, parseListenAddress } from '../../local-endpoint/listen-address';
import { openRcScript, systemdUnit, type AgentService } from '../../service/service-definition';
import type { CommandContext } from '../command-context';
import type { InstallServiceOptions } from '../options';

const definitions: Readonly<Record<InstallServiceOptions['manager'], (service: AgentService) => string>> = {
  systemd: systemdUnit,
  openrc: openRcScript,
};

/** Prints what a service manager needs, and changes nothing: where that goes is for the maker of the image to say. */
export function installServiceCommand(
  { manager, user, listen }: InstallServiceOptions,
  { output, agentFile, directory, identityDirectory }: CommandContext,
): Promise<void> {
  const definition = definitions[manager]({
    node: process.execPath,
    agentFile,
    directory,
    identityDirectory,
    claimDirectory: folderOfRemovableClaim(directory),
    user,
    listen: listen === undefined ? undefined : formatListenAddress(parseListenAddress(listen)),
  });
  output.result(definition.trimEnd(), { manager, definition });
  return Promise.resolve();
}
