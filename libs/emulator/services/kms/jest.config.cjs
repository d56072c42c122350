module.exports = {
  displayName: 'kms',
  ...require('../../../../jest.preset.js'),
};
