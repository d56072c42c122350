const e2e = require('./jest.e2e.config.cjs');

module.exports = {
  ...e2e,
  displayName: 'fleet-e2e (eventually consistent)',
  // A device of the seed subscribes to refusals only: such a client gets no answers in this mode.
  testPathIgnorePatterns: ['/node_modules/', '/seed-device/'],
  setupFiles: [...e2e.setupFiles, './eventual-clouds.cjs'],
};
