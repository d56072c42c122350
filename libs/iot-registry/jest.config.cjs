module.exports = {
  displayName: 'iot-registry',
  preset: '../../jest.preset.js',
};
