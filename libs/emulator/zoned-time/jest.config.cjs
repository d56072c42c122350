module.exports = {
  displayName: 'zoned-time',
  ...require('../../../jest.preset.js'),
};
