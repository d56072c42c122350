module.exports = {
  ...require('../../jest.preset.js'),
  displayName: 'fleet-e2e (real processes)',
  testMatch: ['**/*.e2e.ts'],
  setupFiles: ['./fleet-under-test.cjs'],
  testSequencer: './longest-first.cjs',
  // Each file runs a cloud of its own, and waits for processes, connections and clocks for a third of its time.
  maxWorkers: 2,
};
