module.exports = {
  displayName: 'device-registry',
  preset: '../../jest.preset.js',
};
