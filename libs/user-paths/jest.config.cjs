module.exports = {
  displayName: 'user-paths',
  preset: '../../jest.preset.js',
};
