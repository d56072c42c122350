module.exports = {
  displayName: 'edge-agent',
  globalSetup: '<rootDir>/src/testing/bundle-agent.setup.ts',
  globalTeardown: '<rootDir>/src/testing/bundle-agent.teardown.ts',
  ...require('../../jest.preset.js'),
};
