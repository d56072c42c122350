module.exports = {
  displayName: 'fleet-operations',
  ...require('../../jest.preset.js'),
};
