module.exports = {
  displayName: 'certificate-lifecycle',
  ...require('../../jest.preset.js'),
};
