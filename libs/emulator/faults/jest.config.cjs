module.exports = {
  displayName: 'faults',
  preset: '../../../jest.preset.js',
};
