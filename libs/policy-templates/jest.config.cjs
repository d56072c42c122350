module.exports = {
  displayName: 'policy-templates',
  ...require('../../jest.preset.js'),
};
