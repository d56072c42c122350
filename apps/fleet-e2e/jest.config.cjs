module.exports = {
  displayName: 'fleet-e2e',
  ...require('../../jest.preset.js'),
};
