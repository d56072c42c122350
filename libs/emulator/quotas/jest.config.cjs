module.exports = {
  displayName: 'quotas',
  ...require('../../../jest.preset.js'),
};
