module.exports = {
  displayName: 'aws-wire',
  ...require('../../../jest.preset.js'),
};
