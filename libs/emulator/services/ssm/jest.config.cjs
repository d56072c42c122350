module.exports = {
  displayName: 'ssm',
  ...require('../../../../jest.preset.js'),
};
