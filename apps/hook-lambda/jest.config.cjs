module.exports = {
  displayName: 'hook-lambda',
  preset: '../../jest.preset.js',
};
