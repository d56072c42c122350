// Most of the time its tests wait, for processes to start and for the second between two CONNECTs: four fit on two cores.
module.exports = {
  displayName: 'edge-agent',
  maxWorkers: 4,
  globalSetup: '<rootDir>/src/testing/bundle-agent.setup.ts',
  globalTeardown: '<rootDir>/src/testing/bundle-agent.teardown.ts',
  preset: '../../jest.preset.js',
};
