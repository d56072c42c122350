module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (killed at every call)',
  testMatch: ['**/*.sweep.ts'],
  testTimeout: 3_600_000,
};
