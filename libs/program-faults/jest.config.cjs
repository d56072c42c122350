module.exports = {
  displayName: 'program-faults',
  preset: '../../jest.preset.js',
};
