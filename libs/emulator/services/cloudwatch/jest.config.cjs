module.exports = {
  displayName: 'cloudwatch',
  preset: '../../../../jest.preset.js',
};
