module.exports = {
  displayName: 'served-services',
  preset: '../../../jest.preset.js',
};
