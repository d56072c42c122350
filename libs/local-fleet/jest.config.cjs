module.exports = {
  displayName: 'local-fleet',
  preset: '../../jest.preset.js',
};
