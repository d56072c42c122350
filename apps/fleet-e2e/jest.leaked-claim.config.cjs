module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (a claim that knows 10,000 serials)',
  testMatch: ['**/leaked-claim.e2e.ts'],
};
