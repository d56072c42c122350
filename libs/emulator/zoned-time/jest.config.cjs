module.exports = {
  displayName: 'zoned-time',
  preset: '../../../jest.preset.js',
};
