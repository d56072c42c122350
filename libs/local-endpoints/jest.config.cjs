module.exports = {
  displayName: 'local-endpoints',
  ...require('../../jest.preset.js'),
};
