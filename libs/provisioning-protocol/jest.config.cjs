module.exports = {
  displayName: 'provisioning-protocol',
  ...require('../../jest.preset.js'),
  roots: ['<rootDir>/src'],
};
