module.exports = {
  displayName: 'certificate-request',
  ...require('../../jest.preset.js'),
};
