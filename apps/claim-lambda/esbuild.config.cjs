const { cpSync, mkdirSync } = require('node:fs');
const { dirname, join } = require('node:path');

const functions = require('../../esbuild.function.cjs');
const { billFile, licensesFile } = require('../../third-party-notices.cjs');

/** The function puts them into the client bundle, beside the agent, which it gets from the stack. */
const agentNotices = {
  name: 'notices of the agent',
  setup(build) {
    const { outfile, outdir = dirname(outfile) } = build.initialOptions;
    build.onEnd(() => {
      mkdirSync(join(outdir, 'agent'), { recursive: true });
      for (const name of [licensesFile, billFile]) {
        cpSync(join(__dirname, '../../dist/apps/edge-agent', name), join(outdir, 'agent', name));
      }
    });
  },
};

module.exports = { ...functions, plugins: [...functions.plugins, agentNotices] };
