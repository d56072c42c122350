module.exports = {
  displayName: 'emulator-store',
  preset: '../../../jest.preset.js',
};
