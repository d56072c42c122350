module.exports = {
  displayName: 'optional-members',
  preset: '../../jest.preset.js',
};
