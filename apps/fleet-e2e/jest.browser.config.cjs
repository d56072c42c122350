module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-console (in a browser)',
  // A fleet gets a history before the first test. It guards against a hang, as it does elsewhere.
  testTimeout: 600_000,
  testMatch: ['**/*.browser.ts'],
  maxWorkers: 1,
};
