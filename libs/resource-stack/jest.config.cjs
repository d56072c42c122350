module.exports = {
  displayName: 'resource-stack',
  ...require('../../jest.preset.js'),
};
