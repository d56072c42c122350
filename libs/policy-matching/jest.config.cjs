module.exports = {
  displayName: 'policy-matching',
  preset: '../../jest.preset.js',
};
