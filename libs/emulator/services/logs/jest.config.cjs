module.exports = {
  displayName: 'logs',
  preset: '../../../../jest.preset.js',
};
