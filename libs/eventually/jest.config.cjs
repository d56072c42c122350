module.exports = {
  displayName: 'eventually',
  ...require('../../jest.preset.js'),
};
