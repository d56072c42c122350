module.exports = {
  displayName: 's3',
  preset: '../../../../jest.preset.js',
};
