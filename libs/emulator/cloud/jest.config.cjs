module.exports = {
  displayName: 'emulator-cloud',
  preset: '../../../jest.preset.js',
};
