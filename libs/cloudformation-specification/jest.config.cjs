module.exports = {
  displayName: 'cloudformation-specification',
  ...require('../../jest.preset.js'),
};
