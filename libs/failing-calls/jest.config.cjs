module.exports = {
  displayName: 'failing-calls',
  ...require('../../jest.preset.js'),
};
