module.exports = {
  displayName: 'user-paths',
  ...require('../../jest.preset.js'),
};
