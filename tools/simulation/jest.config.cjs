module.exports = {
  displayName: 'simulation',
  ...require('../../jest.preset.js'),
};
