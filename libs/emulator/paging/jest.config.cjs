module.exports = {
  displayName: 'paging',
  ...require('../../../jest.preset.js'),
};
