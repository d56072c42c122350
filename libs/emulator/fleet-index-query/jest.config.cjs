module.exports = {
  displayName: 'fleet-index-query',
  ...require('../../../jest.preset.js'),
};
