module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (in a terminal)',
  // A newcomer's fleet is the workspace's own.
  setupFiles: [],
  testMatch: ['**/*.terminal.ts'],
};
