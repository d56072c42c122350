import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow, projects, readText, workspaceRoot } from './workspace';

const pictures = filesBelow('docs').filter((path) => path.endsWith('.svg'));

/** Compares pictures with the one that the project graph gives, in a process of its own. */
function checkProjects(...paths: readonly string[]) {
  const env = { ...process.env, NX_DAEMON: 'false' };
  const program = join(__dirname, 'draw-projects.mjs');
  return spawnSync(process.execPath, [program, '--check', ...paths], {
    cwd: workspaceRoot,
    env,
    encoding: 'utf8',
  });
}

describe('the picture of the projects', () => {
  const folder = mkdtempSync(join(tmpdir(), 'projects-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is the one that the project graph gives; one without a project is called stale', () => {
    const picture = join(workspaceRoot, 'docs/projects.svg');
    const stale = join(folder, 'projects.svg');
    writeFileSync(stale, readText('docs/projects.svg').replaceAll('fleet-cli', ''));
    expect(checkProjects(picture, stale)).toMatchObject({
      status: 1,
      stderr: `${stale} does not show the projects as they are; run: npx nx run workspace:draw-projects\n`,
    });
  });

  it('shows every project', () => {
    const picture = readText('docs/projects.svg');
    const missing = projects().filter(({ name }) => !picture.includes(`>${name}</text>`));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

describe('the pictures of the documents', () => {
  it('are looked at', () => {
    expect(pictures.length).toBeGreaterThan(3);
  });

  it.each(pictures)('%s has its colours also where there are no variables', (path) => {
    expect(readText(path)).not.toMatch(/var\(--/);
    expect(readText(path)).toMatch(/\.ground \{ fill: #[0-9a-f]{6};? \}/);
  });

  it.each(pictures)('%s is readable in the dark too', (path) => {
    const [light = '', dark] = readText(path).split('@media (prefers-color-scheme: dark)');
    expect(dark).toBeDefined();
    const coloured = [...light.matchAll(/^ *([.\w, ]+) \{[^}]*(?:fill|stroke): #/gm)].map(([, name]) => name);
    const missing = coloured.flatMap((name = '') => name.split(', ')).filter((name) => !dark?.includes(name));
    expect(missing).toEqual([]);
  });
});
