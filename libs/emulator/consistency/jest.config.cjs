module.exports = {
  displayName: 'consistency',
  preset: '../../../jest.preset.js',
};
