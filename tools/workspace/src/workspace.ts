import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import * as z from 'zod';

const projectFile = z.object({
  /** Absent where it is the name of the folder. */
  name: z.string().optional(),
  tags: z.array(z.string()),
  implicitDependencies: z.array(z.string()).default([]),
  targets: z
    .record(
      z.string(),
      z.object({
        executor: z.string().optional(),
        options: z.record(z.string(), z.unknown()).optional(),
        configurations: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default({}),
});

/** One project of the workspace, as its project.json has it. */
export interface Project extends z.infer<typeof projectFile> {
  readonly name: string;
  /** Folder, relative to the workspace. */
  readonly root: string;
  /** Every source file below its folder, relative to the workspace. */
  readonly sources: readonly string[];
}

/** Folders that are not the workspace's own, or are made anew by every build. */
const foreign = new Set(['node_modules', 'dist', '.git', '.nx', '.local', 'cdk.out', 'coverage']);

/** The folder of nx.json. */
export const workspaceRoot = findRoot(__dirname);

function findRoot(from: string): string {
  return existsSync(join(from, 'nx.json')) ? from : findRoot(dirname(from));
}

/** Reads a file of the workspace, given relative to its root. */
export function readText(path: string): string {
  return readFileSync(join(workspaceRoot, path), 'utf8');
}

/** Every file below a folder, relative to the workspace; what is installed or built is left out. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(workspaceRoot, folder), { withFileTypes: true })
    .filter((entry) => !foreign.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

const pathsFile = z.object({
  compilerOptions: z.object({ paths: z.record(z.string(), z.array(z.string())) }),
});

/** The names by which projects import each other, with the files that they mean, relative to the workspace. */
export function publicPaths(): Readonly<Record<string, readonly string[]>> {
  const { paths } = pathsFile.parse(JSON.parse(readText('tsconfig.base.json'))).compilerOptions;
  const entries = Object.entries(paths).flatMap(([name, files]) => namesOf(name, files.map(normalize)));
  return Object.fromEntries(entries);
}

/** A name that ends in a star stands for one name for each folder that its file can be in. */
function namesOf(name: string, files: readonly string[]): [string, readonly string[]][] {
  const [folder, ...rest] = files.join('').split('*');
  if (folder === undefined || rest.length === 0) {
    return [[name, files]];
  }
  return readdirSync(join(workspaceRoot, folder)).map((star) => [
    name.replace('*', star),
    files.map((file) => file.replace('*', star)),
  ]);
}

/** The name by which others import a library; undefined for a program. */
export function publicNameOf(root: string): string | undefined {
  const paths = publicPaths();
  return Object.keys(paths).find((name) => paths[name]?.[0] === `${root}/src/index.ts`);
}

/** Every document of the workspace: those for users, for contributors, and each project's own. */
export function documents(): string[] {
  const inFolders = ['apps', 'docs', 'libs', 'tools'].flatMap(filesBelow);
  const atRoot = readdirSync(workspaceRoot);
  return [...atRoot, ...inFolders].filter((path) => path.endsWith('.md'));
}

/** All projects, found by their project.json as Nx finds them. */
export function projects(): Project[] {
  return ['apps', 'libs', 'tools']
    .flatMap(filesBelow)
    .filter((path) => path.endsWith('/project.json'))
    .map((path) => {
      const root = dirname(path);
      const sources = filesBelow(root).filter((file) => /\.([cm]?[jt]s|tsx)$/.test(file));
      const { name = basename(root), ...settings } = projectFile.parse(JSON.parse(readText(path)));
      return { ...settings, name, root, sources };
    });
}
