module.exports = {
  displayName: 'workspace',
  ...require('../../jest.preset.js'),
};
