module.exports = {
  displayName: 'custom-resource',
  preset: '../../jest.preset.js',
};
