const { testTimeout } = require('./jest.preset.js');

/**
 * Every project's unit tests in one run: a start of jest for each of them would take longer than most of the tests.
 * The rules of the workspace for itself are left out, as they look at every file: `workspace:check-workspace`.
 */
module.exports = {
  projects: ['<rootDir>/{apps,libs}/**/jest.config.cjs', '<rootDir>/tools/!(workspace)/jest.config.cjs'],
  // A run of several projects takes this from here alone.
  testTimeout,
  // What the test files of one process leave in its memory made the later ones up to ten times slower.
  workerIdleMemoryLimit: '500MB',
};
