module.exports = {
  displayName: 'emulator-cloud',
  ...require('../../../jest.preset.js'),
};
