module.exports = {
  displayName: 'fleet-contract',
  ...require('../../jest.preset.js'),
};
