module.exports = {
  displayName: 'iot-sql',
  preset: '../../../jest.preset.js',
};
