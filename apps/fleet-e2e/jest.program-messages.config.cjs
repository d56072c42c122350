module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (programs of a device)',
  // 10,000 messages take two minutes at the rate of AWS IoT Core. It guards against a hang, as it does elsewhere.
  testTimeout: 900_000,
  testMatch: ['**/programs.e2e.ts'],
};
