module.exports = {
  displayName: 'provisioning-protocol-e2e',
  ...require('../../../jest.preset.js'),
};
