import { join } from 'node:path';

/** The folder with nx.json. */
export const workspaceRoot = join(__dirname, '..', '..', '..');
