module.exports = {
  displayName: 'cert-dates',
  ...require('../../jest.preset.js'),
};
