import { cpSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { workspaceRoot } from '../workspace';

/** What is not in the repository. A pipeline's source has no history of Git either. */
const left: ReadonlySet<string> = new Set(['.git', '.local', '.nx', 'coverage', 'dist', 'node_modules']);

/** Copies this workspace as a pipeline's source action hands it over. */
export function exportTree(folder: string): void {
  cpSync(workspaceRoot, folder, {
    recursive: true,
    filter: (path) => relative(workspaceRoot, path) === '' || !left.has(basename(path)),
  });
}
