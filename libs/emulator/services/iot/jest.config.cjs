module.exports = {
  displayName: 'iot',
  preset: '../../../../jest.preset.js',
};
