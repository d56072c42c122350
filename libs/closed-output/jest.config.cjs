module.exports = {
  displayName: 'closed-output',
  preset: '../../jest.preset.js',
};
