module.exports = {
  displayName: 'edge-agent',
  globalSetup: '<rootDir>/src/testing/bundle-agent.setup.ts',
  globalTeardown: '<rootDir>/src/testing/bundle-agent.teardown.ts',
  preset: '../../jest.preset.js',
};
