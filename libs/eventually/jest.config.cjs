module.exports = {
  displayName: 'eventually',
  preset: '../../jest.preset.js',
};
