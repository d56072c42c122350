module.exports = {
  displayName: 'fleet-cli',
  ...require('../../jest.preset.js'),
};
