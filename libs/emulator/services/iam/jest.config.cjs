module.exports = {
  displayName: 'iam',
  ...require('../../../../jest.preset.js'),
};
