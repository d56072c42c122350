module.exports = {
  displayName: 'optional-members',
  ...require('../../jest.preset.js'),
};
