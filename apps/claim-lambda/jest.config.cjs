module.exports = {
  displayName: 'claim-lambda',
  ...require('../../jest.preset.js'),
};
