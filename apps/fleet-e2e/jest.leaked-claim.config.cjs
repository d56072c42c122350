module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (a claim that knows 10,000 serials)',
  // Ten thousand requests are one test here. It guards against a hang, as it does elsewhere.
  testTimeout: 1_800_000,
  testMatch: ['**/leaked-claim.e2e.ts'],
};
