const e2e = require('./jest.e2e.config.cjs');

module.exports = {
  ...e2e,
  displayName: 'fleet-e2e (eventually consistent)',
  // A device of the seed subscribes to refusals only, by its own choice: such a client gets no answers in this mode.
  // AWS's guide says that it may not get them; by default local-cloud serves it, as it works in the field. The first
  // release of the agent subscribes as it publishes, and gets none either.
  testPathIgnorePatterns: ['/node_modules/', '/seed-device/', '/agent-in-place\\.e2e\\.'],
  setupFiles: [...e2e.setupFiles, './eventual-clouds.cjs'],
};
