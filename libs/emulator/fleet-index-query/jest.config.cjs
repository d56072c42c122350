module.exports = {
  displayName: 'fleet-index-query',
  preset: '../../../jest.preset.js',
};
