module.exports = {
  displayName: 'infra',
  ...require('../../jest.preset.js'),
};
