module.exports = {
  displayName: 'iot-sql',
  ...require('../../../jest.preset.js'),
};
