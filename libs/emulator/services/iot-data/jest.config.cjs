module.exports = {
  displayName: 'iot-data',
  preset: '../../../../jest.preset.js',
};
