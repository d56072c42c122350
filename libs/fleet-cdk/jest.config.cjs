module.exports = {
  displayName: 'fleet-cdk',
  ...require('../../jest.preset.js'),
};
