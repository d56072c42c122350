module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (in a terminal)',
  testMatch: ['**/*.terminal.ts'],
};
