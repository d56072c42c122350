module.exports = {
  displayName: 'operator-context',
  preset: '../../jest.preset.js',
};
