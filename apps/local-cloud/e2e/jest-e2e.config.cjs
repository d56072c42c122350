module.exports = {
  displayName: 'local-cloud-package',
  ...require('../../../jest.preset.js'),
};
