import { publicPaths, readText, type Project } from './workspace';

/**
 * The names of all projects that a change of `changed` reaches, itself included: whoever imports it by its name, or
 * declares that it needs it, and whoever imports those. Found by reading the sources, so that it can contradict Nx.
 */
export function dependentsOf(changed: string, all: readonly Project[]): Set<string> {
  const needs = new Map(all.map((project) => [project.name, directNeeds(project, all)]));
  const reached = new Set([changed]);
  let before = 0;
  while (reached.size > before) {
    before = reached.size;
    for (const [name, needed] of needs) {
      if (needed.some((other) => reached.has(other))) {
        reached.add(name);
      }
    }
  }
  return reached;
}

function directNeeds(project: Project, all: readonly Project[]): string[] {
  const importedNames = project.sources.flatMap((file) =>
    [...readText(file).matchAll(/\b(?:from|import|import\()\s*['"](@fleet\/[a-z-]+)['"]/g)].flatMap(
      ([, name]) => name ?? [],
    ),
  );
  const imported = [...new Set(importedNames)].map((name) => projectOfImport(name, all));
  return [...project.implicitDependencies, ...imported];
}

function projectOfImport(name: string, all: readonly Project[]): string {
  const entry = publicPaths()[name]?.[0];
  const project = all.find(({ root }) => entry?.startsWith(`${root}/`) === true);
  if (project === undefined) {
    throw new Error(`${name} is imported, and tsconfig.base.json does not say what it is`);
  }
  return project.name;
}
