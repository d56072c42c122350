module.exports = {
  displayName: 'iam-policy',
  ...require('../../jest.preset.js'),
};
