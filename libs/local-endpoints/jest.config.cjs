module.exports = {
  displayName: 'local-endpoints',
  preset: '../../jest.preset.js',
};
