module.exports = {
  displayName: 'operator-context',
  ...require('../../jest.preset.js'),
};
