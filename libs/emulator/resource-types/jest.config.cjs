module.exports = {
  displayName: 'resource-types',
  preset: '../../../jest.preset.js',
};
