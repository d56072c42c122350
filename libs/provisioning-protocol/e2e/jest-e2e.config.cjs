module.exports = {
  displayName: 'provisioning-protocol-e2e',
  preset: '../../../jest.preset.js',
};
