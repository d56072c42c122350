import { join } from 'node:path';
import { chosenConfig } from '@fleet/fleet-operations';
import { administerLocalCloud, localCloudDirectory } from '@fleet/local-endpoints';
import { enterTarget, workspaceRoot } from '@fleet/operator-context';
import type { LocalParts } from '../api/console-context';
import { openConsoleCloud, type OpenConsoleCloud } from '../cloud/console-cloud';
import { LocalClock } from '../local/local-clock';
import { PageFiles } from '../page-files/page-files';
import type { ConsoleOptions } from './options';

/** Everything that the console works with, open. */
export interface OpenedConsole {
  readonly cloud: OpenConsoleCloud;
  readonly local?: LocalParts;
  readonly page: PageFiles;
}

/**
 * Opens the fleet that the command line means.
 * @throws LocalCloudNotRunningError, UnreadableConfigError, InvalidFleetConfigError, PageNotBuiltError
 */
export async function openConsole({ tag, ...options }: ConsoleOptions): Promise<OpenedConsole> {
  const config = chosenConfig(tag === undefined ? {} : { tag });
  const page = await PageFiles.read(join(workspaceRoot(), 'dist', 'apps', 'fleet-console-page'));
  const dataDirectory = localCloudDirectory(process.env, workspaceRoot());
  const { description } = await enterTarget({ local: options.local });
  if (!options.local) {
    return { cloud: openConsoleCloud(config, description), page };
  }
  const administer: LocalParts['administer'] = (request) => administerLocalCloud(dataDirectory, request);
  const clock = new LocalClock(administer);
  await clock.read();
  return { cloud: openConsoleCloud(config, description, clock.now), local: { administer, clock }, page };
}
