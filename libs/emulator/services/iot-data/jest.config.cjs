module.exports = {
  displayName: 'iot-data',
  ...require('../../../../jest.preset.js'),
};
