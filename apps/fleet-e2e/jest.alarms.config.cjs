module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (alarms)',
  // One test is a year of days. It guards against a hang, as it does elsewhere.
  testTimeout: 3_600_000,
  testMatch: ['**/*.alarms.ts'],
};
