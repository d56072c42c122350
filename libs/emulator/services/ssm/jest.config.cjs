module.exports = {
  displayName: 'ssm',
  preset: '../../../../jest.preset.js',
};
