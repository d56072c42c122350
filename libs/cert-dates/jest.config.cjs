module.exports = {
  displayName: 'cert-dates',
  preset: '../../jest.preset.js',
};
