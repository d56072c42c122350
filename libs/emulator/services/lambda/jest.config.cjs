module.exports = {
  displayName: 'lambda',
  ...require('../../../../jest.preset.js'),
};
