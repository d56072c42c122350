module.exports = {
  displayName: 'input-fault',
  preset: '../../../jest.preset.js',
};
