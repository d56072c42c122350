module.exports = {
  displayName: 'faults',
  ...require('../../../jest.preset.js'),
};
