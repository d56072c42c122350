const swc = require('@swc/jest');
// Every process that runs test files loads its transformer first.
require('./jest.compile-once.cjs');

// Most projects compile the same files of others. Where the key is made of a file's path from the workspace, and not of
// its path from the project and of the project's settings, what was compiled for one project is there for all.
module.exports = {
  createTransformer(options) {
    const transformer = swc.createTransformer(options);
    return {
      ...transformer,
      getCacheKey: (source, file, request) =>
        transformer.getCacheKey(source, file, {
          ...request,
          config: { ...request.config, rootDir: __dirname },
          configString: '',
        }),
    };
  },
};
