module.exports = {
  displayName: 'served-services',
  ...require('../../../jest.preset.js'),
};
