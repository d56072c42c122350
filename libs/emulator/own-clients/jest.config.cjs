module.exports = {
  displayName: 'own-clients',
  preset: '../../../jest.preset.js',
};
