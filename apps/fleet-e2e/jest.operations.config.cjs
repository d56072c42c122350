const e2e = require('./jest.e2e.config.cjs');

module.exports = {
  ...e2e,
  displayName: 'fleet-e2e (the commands of the pages on operations)',
  testMatch: ['**/*.operations.ts'],
  setupFiles: [...e2e.setupFiles, './cloud-says-every-decision.cjs'],
  // One test is a page, which may deploy several times. It guards against a hang, as it does elsewhere.
  testTimeout: 900_000,
};
