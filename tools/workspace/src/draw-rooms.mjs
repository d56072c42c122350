import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProjectGraphAsync, workspaceRoot } from 'nx/src/devkit-exports.js';
import { drawRooms } from './rooms-picture.mjs';

// Draws docs/rooms.svg, or the file given, from Nx's project graph. With --check it writes nothing and ends with 1
// where the picture is another.

const [path = join(workspaceRoot, 'docs', 'rooms.svg')] = process.argv
  .slice(2)
  .filter((word) => word !== '--check');
const { nodes, dependencies } = await createProjectGraphAsync({ exitOnError: true });
const projects = Object.values(nodes).map(({ name, data }) => ({ name, tags: data.tags ?? [] }));
const within = Object.values(dependencies)
  .flat()
  .filter(({ source, target }) => source in nodes && target in nodes)
  .map(({ source, target, type }) => ({ source, target, built: type === 'implicit' }));
const picture = drawRooms(projects, within);
if (!process.argv.includes('--check')) {
  writeFileSync(path, picture);
} else if (readFileSync(path, 'utf8') !== picture) {
  process.stderr.write(
    `${path} does not show the projects as they are; run: npx nx run workspace:draw-rooms\n`,
  );
  process.exitCode = 1;
}
