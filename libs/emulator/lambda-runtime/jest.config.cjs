module.exports = {
  displayName: 'lambda-runtime',
  ...require('../../../jest.preset.js'),
};
