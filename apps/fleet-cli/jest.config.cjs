module.exports = {
  displayName: 'fleet-cli',
  preset: '../../jest.preset.js',
};
