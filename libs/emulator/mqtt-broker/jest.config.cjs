module.exports = {
  displayName: 'mqtt-broker',
  ...require('../../../jest.preset.js'),
};
