import { join } from 'node:path';
import { bundleFiles } from '@fleet/fleet-contract';
import { demoSerial } from './places';

/** What a user can do once the device runs, in an order in which all of it works, as typed into a shell. */
export function nextCommands(deviceFolder: string): string[] {
  const agent = `node ${shellWord(join(deviceFolder, bundleFiles.agent))}`;
  return [
    `${agent} status`,
    // A certificate that is not due yet is replaced under a permit only.
    `npx nx run fleet-cli:run:local -- devices permit ${demoSerial} rotate`,
    `${agent} rotate`,
    'npx nx run infra:decommission:local',
    'npx nx run infra:destroy:local',
  ];
}

/** A path as one word of a shell's command line, in quotes only where it needs them. */
function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
