module.exports = {
  displayName: 'emulator-clock',
  preset: '../../../jest.preset.js',
};
