import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProjectGraphAsync, workspaceRoot } from 'nx/src/devkit-exports.js';
import { drawProjects } from './projects-picture.mjs';

// Draws docs/projects.svg, or the files given, from Nx's project graph. With --check it writes nothing, names the files
// that show something else, and ends with 1 if there are any.

const given = process.argv.slice(2).filter((word) => word !== '--check');
const paths = given.length > 0 ? given : [join(workspaceRoot, 'docs', 'projects.svg')];
const { nodes, dependencies } = await createProjectGraphAsync({ exitOnError: true });
const projects = Object.values(nodes).map(({ name, data }) => ({ name, tags: data.tags ?? [] }));
const within = Object.values(dependencies)
  .flat()
  .filter(({ source, target }) => source in nodes && target in nodes)
  .map(({ source, target, type }) => ({ source, target, built: type === 'implicit' }));
const picture = drawProjects(projects, within);
for (const path of paths) {
  if (!process.argv.includes('--check')) {
    writeFileSync(path, picture);
  } else if (readFileSync(path, 'utf8') !== picture) {
    process.stderr.write(
      `${path} does not show the projects as they are; run: npx nx run workspace:draw-projects\n`,
    );
    process.exitCode = 1;
  }
}
