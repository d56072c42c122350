module.exports = {
  displayName: 'cloudwatch',
  ...require('../../../../jest.preset.js'),
};
