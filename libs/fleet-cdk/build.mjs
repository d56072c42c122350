/**
 * Builds the npm package and packs it: the construct as one CommonJS module, as CDK apps are, its declarations, and the
 * bundles of functions and agent, so that whoever deploys a fleet needs neither esbuild nor Docker. The CDK itself is a
 * peer: a construct works with the one of its app.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeDeclarations } from './build-declarations.mjs';

const { writeNotices } = createRequire(import.meta.url)('../../third-party-notices.cjs');

const project = import.meta.dirname;
const workspace = join(project, '../..');
const output = join(workspace, 'dist/libs/fleet-cdk');
const folder = join(output, 'package');
const functions = ['hook-lambda', 'claim-lambda', 'rotation-lambda'];

rmSync(output, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const metafiles = [
  await bundle({
    entryPoints: [join(project, 'src/index.ts')],
    outfile: join(folder, 'index.js'),
    keepNames: true,
    external: ['aws-cdk-lib', 'constructs'],
  }),
  // Only to learn whose code is in them: Nx has built them.
  await bundle({
    entryPoints: [...functions.map((name) => sourceOf(name, 'index')), sourceOf('edge-agent', 'main')],
    outdir: join(output, 'unused'),
    write: false,
    external: ['aws-crt'],
  }),
];
writeNotices(folder, { name: '@fleet/cdk', metafiles, workingDirectory: workspace });
writeDeclarations({ workspace, entry: join(project, 'src/index.ts'), folder: join(folder, 'types') });
for (const name of functions) {
  copy(join(workspace, 'dist/apps', name), join('functions', name));
}
copy(join(workspace, 'dist/apps/edge-agent/agent.js'), join('agent', 'agent.js'));
for (const name of ['package.json', 'README.md', 'API.md', 'examples']) {
  copy(join(project, name), name);
}
copy(join(workspace, 'LICENSE'), 'LICENSE');
execFileSync('npm', ['pack', '--silent', '--pack-destination', output], { cwd: folder, stdio: 'inherit' });

function sourceOf(app, entry) {
  return join(workspace, 'apps', app, 'src', `${entry}.ts`);
}

function copy(from, to) {
  cpSync(from, join(folder, to), { recursive: true });
}

/** @returns esbuild's metafile */
async function bundle(options) {
  const { metafile } = await build({
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    tsconfig: join(workspace, 'tsconfig.base.json'),
    metafile: true,
    absWorkingDir: workspace,
    logLevel: 'error',
    ...options,
  });
  return metafile;
}
