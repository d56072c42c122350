module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (upgrades)',
  testMatch: ['**/*.upgrade.ts'],
  // One test is dozens of deploys. It guards against a hang, as it does elsewhere.
  testTimeout: 1_800_000,
};
