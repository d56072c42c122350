const e2e = require('./jest.e2e.config.cjs');

module.exports = {
  ...e2e,
  displayName: 'fleet-e2e (eventually consistent)',
  // A device of the seed subscribes to refusals only, by its own choice: such a client gets no answers in this mode.
  // AWS's guide says that it may not get them; by default local-cloud serves it, as it works in the field.
  testPathIgnorePatterns: ['/node_modules/', '/seed-device/'],
  setupFiles: [...e2e.setupFiles, './eventual-clouds.cjs'],
};
