module.exports = {
  displayName: 'cloudformation',
  preset: '../../../../jest.preset.js',
};
