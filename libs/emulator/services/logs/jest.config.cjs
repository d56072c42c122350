module.exports = {
  displayName: 'logs',
  ...require('../../../../jest.preset.js'),
};
