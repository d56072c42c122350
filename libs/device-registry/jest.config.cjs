module.exports = {
  displayName: 'device-registry',
  ...require('../../jest.preset.js'),
};
