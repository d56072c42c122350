module.exports = {
  displayName: 'program-topics',
  ...require('../../jest.preset.js'),
};
