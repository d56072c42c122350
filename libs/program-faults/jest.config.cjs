module.exports = {
  displayName: 'program-faults',
  ...require('../../jest.preset.js'),
};
