const { readFileSync, writeFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { join } = require('node:path');
const { arch, platform, version, versions } = require('node:process');
const { Script } = require('node:vm');
const program = require('../../esbuild.program.cjs');
const lighterModules = require('./lighter-modules.cjs');

// The name that src/main.ts looks for.
const cacheName = `program-${version}-v8-${versions.v8}-${platform}-${arch}.cache`;

/** Compiles program.js for src/main.ts. */
const compiled = {
  name: 'compiled program',
  setup({ initialOptions: { outdir }, onEnd }) {
    onEnd(({ errors }) => {
      if (errors.length > 0) {
        return;
      }
      const filename = join(outdir, 'program.js');
      const source = readFileSync(filename, 'latin1');
      if (/[^\0-\x7f]/.test(source)) {
        throw new Error(`${filename} is to be ASCII, as src/main.ts reads it as such`);
      }
      writeFileSync(join(outdir, cacheName), new Script(wrap(source), { filename }).createCachedData());
    });
  },
};

// Without its comments and white space, the program starts sooner, and its text takes a third of the memory. Names stay,
// for who reads where an error came from.
module.exports = {
  ...program,
  minifyWhitespace: true,
  minifySyntax: true,
  // What src/main.ts runs has no `import()`.
  supported: { 'dynamic-import': false },
  plugins: [lighterModules, compiled],
};
