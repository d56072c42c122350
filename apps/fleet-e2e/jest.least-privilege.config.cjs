const e2e = require('./jest.e2e.config.cjs');

module.exports = {
  ...e2e,
  displayName: 'fleet-e2e (least privilege)',
  testMatch: ['**/*.privilege.ts'],
  setupFiles: [...e2e.setupFiles, './cloud-says-decisions.cjs'],
};
