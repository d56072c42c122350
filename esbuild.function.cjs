const { readFile } = require('node:fs/promises');
const { notices } = require('./third-party-notices.cjs');

/** Packages that import their whole manifest read two lines of it: the rest would only be loaded at every cold start. */
const namesAndVersionsOnly = {
  name: 'names and versions only',
  setup(build) {
    build.onLoad({ filter: /node_modules\/.*\/package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

module.exports = {
  mainFields: ['module', 'main'],
  // `import()` of what is in the bundle or in Node.js is `require()` then: local-cloud keeps a bundle compiled only so.
  supported: { 'dynamic-import': false },
  outExtension: { '.js': '.js' },
  plugins: [namesAndVersionsOnly, notices],
};
