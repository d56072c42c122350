module.exports = {
  displayName: 'resource-types',
  ...require('../../../jest.preset.js'),
};
