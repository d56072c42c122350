module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (the pipeline)',
  // Its fleets are the workspace's own.
  setupFiles: [],
  // One test is the whole of `npm test`, and of `npm ci` before it.
  testTimeout: 3_600_000,
  testMatch: ['**/*.delivery.ts'],
};
