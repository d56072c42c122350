module.exports = {
  displayName: 'lambda',
  preset: '../../../../jest.preset.js',
};
