module.exports = {
  displayName: 'failing-calls',
  preset: '../../jest.preset.js',
};
