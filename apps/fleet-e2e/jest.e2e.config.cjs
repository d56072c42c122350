module.exports = {
  preset: '../../jest.preset.js',
  displayName: 'fleet-e2e (real processes)',
  testMatch: ['**/*.e2e.ts'],
  testTimeout: 120_000,
  // Each file runs a cloud of its own; on two cores more than one at a time slows all of them down.
  maxWorkers: 1,
};
