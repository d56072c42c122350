module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (rotations killed)',
  testMatch: ['**/*.rounds.ts'],
};
