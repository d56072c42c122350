/*
 * Bundles the agent: one file, `agent.js`, that holds its parts as texts and compiles those that a command needs. Where
 * the program has an `import()`, a part begins.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { build, transform } from 'esbuild';

const load = createRequire(import.meta.url);
const { banner } = load('../../oldest-node.cjs');
const { writeNotices } = load('../../third-party-notices.cjs');

const workspace = join(import.meta.dirname, '../..');
const here = (path) => join(import.meta.dirname, path);
const output = process.argv[2] ?? join(workspace, 'dist/apps/edge-agent/agent.js');

const target = 'node20.19';
// Names of error classes are part of the output.
const smallest = { minify: true, keepNames: true };

/** Modules of ours only define things: what an `index.ts` names and nobody uses stays out. */
const ownModulesOnlyDefine = {
  name: 'own modules only define',
  setup({ onResolve, resolve }) {
    const asked = Symbol('asked');
    onResolve({ filter: /^(\.|@fleet\/)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === asked || from.importer.includes('node_modules')) {
        return undefined;
      }
      return { ...(await resolve(path, { ...from, pluginData: asked })), sideEffects: false };
    });
  },
};

/** The MQTT client reads its version from its manifest. */
const versionsOnly = {
  name: 'versions only',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/.*\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Paths in the chunks' names begin at the workspace: the bytes are the same wherever it lies. */
const { metafile, outputFiles } = await build({
  platform: 'node',
  target,
  absWorkingDir: workspace,
  entryPoints: [here('src/main.ts')],
  outdir: dirname(output),
  write: false,
  metafile: true,
  tsconfig: join(workspace, 'tsconfig.base.json'),
  bundle: true,
  splitting: true,
  format: 'esm',
  minifySyntax: true,
  legalComments: 'none',
  mainFields: ['module', 'main'],
  alias: {
    // The MQTT client brings a copy of Node's streams for browsers: a third of the bundle and of its start.
    'readable-stream': 'node:stream',
    debug: here('stand-ins/debug.cjs'),
    'lru-cache': here('stand-ins/lru-cache.cjs'),
    'rfdc/default': here('stand-ins/rfdc.cjs'),
    'worker-timers': here('stand-ins/worker-timers.cjs'),
  },
  plugins: [ownModulesOnlyDefine, versionsOnly],
  logLevel: 'warning',
});

/** @returns the parts as CommonJS, by the names under which they require each other */
async function partsOf(chunks) {
  const texts = chunks.map(async ({ path, text }) => {
    const { code } = await transform(text, {
      target,
      ...smallest,
      format: 'cjs',
      // Node prints the line at fault: not a whole part.
      lineLimit: 300,
      // `import()` of another part is `require()` then.
      supported: { 'dynamic-import': false },
    });
    return [`./${basename(path)}`, code];
  });
  return Object.fromEntries((await Promise.all(texts)).sort());
}

const parts = JSON.stringify(await partsOf(outputFiles));
await build({
  ...smallest,
  stdin: {
    contents: `import { requireOfParts } from './load-parts';
      requireOfParts(${parts}, __filename, require)('./main.js');`,
    resolveDir: here('src/parts'),
  },
  outfile: output,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  // An old Node has to be able to read the whole file before it can say that it is too old.
  target: 'node12.22',
  banner: { js: `#!/usr/bin/env node\n${banner}` },
  logLevel: 'warning',
});
const folder = dirname(output);
writeNotices(folder, { name: basename(folder), metafiles: [metafile], workingDirectory: workspace });
