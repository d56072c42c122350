import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace';

/** A block of commands of a page. */
export interface CommandBlock {
  readonly commands: string;
  /** Why local-cloud cannot run it, if it cannot. */
  readonly onlyOnAws?: string;
}

const block = /(?:<!-- only on AWS: ([^\n]*?) -->\n\n)?^```sh\n(.*?)^```$/gms;

/** The blocks of commands of a page, in its order. A comment before a block says that it cannot run here, and why. */
export function commandBlocks(page: string): readonly CommandBlock[] {
  const text = readFileSync(join(workspaceRoot, page), 'utf8');
  return [...text.matchAll(block)].map(([, onlyOnAws, commands = '']) =>
    onlyOnAws === undefined ? { commands } : { commands, onlyOnAws },
  );
}
