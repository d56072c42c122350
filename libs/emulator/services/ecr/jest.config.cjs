module.exports = {
  displayName: 'ecr',
  preset: '../../../../jest.preset.js',
};
