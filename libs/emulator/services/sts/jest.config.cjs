module.exports = {
  displayName: 'sts',
  ...require('../../../../jest.preset.js'),
};
