module.exports = {
  displayName: 'fleet-console',
  ...require('../../jest.preset.js'),
};
