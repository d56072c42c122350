module.exports = {
  displayName: 'iot-policy',
  ...require('../../jest.preset.js'),
};
