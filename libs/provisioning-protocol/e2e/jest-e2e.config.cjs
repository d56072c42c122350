module.exports = {
  displayName: 'provisioning-protocol-e2e',
  preset: '../../../jest.preset.js',
  testTimeout: 60_000,
};
