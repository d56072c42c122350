module.exports = {
  displayName: 'iot-registry',
  ...require('../../jest.preset.js'),
};
