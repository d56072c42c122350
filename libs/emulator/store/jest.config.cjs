module.exports = {
  displayName: 'emulator-store',
  ...require('../../../jest.preset.js'),
};
