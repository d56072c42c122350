module.exports = {
  displayName: 'iot-core',
  preset: '../../../jest.preset.js',
};
