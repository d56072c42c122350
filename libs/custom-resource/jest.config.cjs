module.exports = {
  displayName: 'custom-resource',
  ...require('../../jest.preset.js'),
};
