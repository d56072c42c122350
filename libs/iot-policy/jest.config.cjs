module.exports = {
  displayName: 'iot-policy',
  preset: '../../jest.preset.js',
};
