module.exports = {
  displayName: 'local-cloud-package',
  preset: '../../../jest.preset.js',
};
