module.exports = {
  displayName: 'certificate-request',
  preset: '../../jest.preset.js',
};
