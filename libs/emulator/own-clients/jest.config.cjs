module.exports = {
  displayName: 'own-clients',
  ...require('../../../jest.preset.js'),
};
