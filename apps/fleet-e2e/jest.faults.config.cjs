module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (a cloud that fails in part)',
  testMatch: ['**/*.trials.ts'],
};
