module.exports = {
  displayName: 'bounded-work',
  preset: '../../jest.preset.js',
};
