module.exports = {
  displayName: 'policy-templates',
  preset: '../../jest.preset.js',
};
