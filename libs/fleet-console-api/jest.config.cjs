module.exports = {
  displayName: 'fleet-console-api',
  ...require('../../jest.preset.js'),
};
