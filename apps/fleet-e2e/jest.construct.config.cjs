module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (the construct in an app of its own)',
  testMatch: ['**/*.construct.ts'],
};
