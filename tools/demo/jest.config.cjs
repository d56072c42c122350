module.exports = {
  displayName: 'demo',
  ...require('../../jest.preset.js'),
};
