const { createRequire } = require('node:module');

/** Loaded when something of them is first asked for: a YAML template, a rule with a regular expression. */
const late = ['yaml', 're2js'];
const lateFilter = new RegExp(`^(${late.join('|')})$`);

/**
 * Makes the bundled cloud start with less: a megabyte of memory, of the eighty that it has when it waits for its first
 * request.
 */
module.exports = {
  name: 'lighter modules',
  setup(bundling) {
    // The names of its exports are those of the module; each has it loaded.
    bundling.onResolve({ filter: lateFilter }, ({ path, namespace, resolveDir }) =>
      namespace === 'late' ? undefined : { path, namespace: 'late', pluginData: { resolveDir } },
    );
    bundling.onLoad({ filter: /.*/, namespace: 'late' }, ({ path, pluginData: { resolveDir } }) => {
      const names = Object.keys(createRequire(`${resolveDir}/`)(path));
      const getters = names.map((name) => `get ${name}() { return load().${name}; }`);
      const contents = `
        let loaded;
        const load = () => (loaded ??= require(${JSON.stringify(path)}));
        module.exports = { __esModule: true, ${getters.join(', ')} };`;
      return { contents, resolveDir };
    });
    // mqtt-packet collects bytes in a list of buffers. The one that it imports is a stream as well, which costs 100 KB of
    // code, and a kilobyte for each connection.
    bundling.onResolve({ filter: /^bl$/ }, ({ kind, resolveDir }) =>
      bundling.resolve('bl/BufferList', { kind, resolveDir }),
    );
  },
};
