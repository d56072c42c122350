module.exports = {
  displayName: 'cloudformation-specification',
  preset: '../../jest.preset.js',
};
