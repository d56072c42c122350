module.exports = {
  displayName: 'device-folder',
  ...require('../../jest.preset.js'),
};
