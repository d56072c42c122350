module.exports = {
  displayName: 'emulator-clock',
  ...require('../../../jest.preset.js'),
};
