module.exports = {
  ...require('./jest.e2e.config.cjs'),
  displayName: 'fleet-e2e (service of systemd)',
  // A watchdog, a restart and a busy host take minutes together. It guards against a hang, as it does elsewhere.
  testTimeout: 900_000,
  testMatch: ['**/*.systemd.ts'],
};
