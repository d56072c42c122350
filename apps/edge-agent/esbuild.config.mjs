import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const load = createRequire(import.meta.url);
const { banner } = load('../../oldest-node.cjs');
const { notices } = load('../../third-party-notices.cjs');

const here = (path) => join(import.meta.dirname, path);

await build({
  entryPoints: [here('src/main.ts')],
  outfile: process.argv[2] ?? here('../../dist/apps/edge-agent/agent.js'),
  tsconfig: here('../../tsconfig.base.json'),
  bundle: true,
  minify: true,
  // Names of error classes are part of the output.
  keepNames: true,
  legalComments: 'none',
  platform: 'node',
  // An old Node has to be able to read the whole file before it can say that it is too old.
  target: 'node12.22',
  format: 'cjs',
  mainFields: ['module', 'main'],
  alias: {
    // The MQTT client brings a copy of Node's streams for browsers: a third of the bundle and of its start.
    'readable-stream': 'node:stream',
    debug: here('silent-debug.cjs'),
  },
  banner: { js: `#!/usr/bin/env node\n${banner}` },
  plugins: [notices],
  logLevel: 'warning',
});
