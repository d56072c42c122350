module.exports = {
  displayName: 'sts',
  preset: '../../../../jest.preset.js',
};
