module.exports = {
  displayName: 'running-cloud',
  preset: '../../../jest.preset.js',
};
