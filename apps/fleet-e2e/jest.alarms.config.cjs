module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (alarms)',
  // One test deploys a fleet of its own. It guards against a hang, as it does elsewhere.
  testTimeout: 900_000,
  testMatch: ['**/*.alarms.ts'],
};
