module.exports = {
  displayName: 'quotas',
  preset: '../../../jest.preset.js',
};
