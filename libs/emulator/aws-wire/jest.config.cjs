module.exports = {
  displayName: 'aws-wire',
  preset: '../../../jest.preset.js',
};
