module.exports = {
  displayName: 'paging',
  preset: '../../../jest.preset.js',
};
