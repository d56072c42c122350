module.exports = {
  displayName: 'fleet-contract',
  preset: '../../jest.preset.js',
};
