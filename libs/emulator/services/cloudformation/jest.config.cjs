module.exports = {
  displayName: 'cloudformation',
  ...require('../../../../jest.preset.js'),
};
