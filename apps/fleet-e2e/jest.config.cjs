module.exports = {
  displayName: 'fleet-e2e',
  preset: '../../jest.preset.js',
};
