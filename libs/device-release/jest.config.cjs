module.exports = {
  displayName: 'device-release',
  ...require('../../jest.preset.js'),
};
