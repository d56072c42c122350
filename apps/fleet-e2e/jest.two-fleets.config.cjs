module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (two fleets in one account)',
  testMatch: ['**/*.neighbours.ts'],
};
