module.exports = {
  displayName: 'local-fleet',
  ...require('../../jest.preset.js'),
};
