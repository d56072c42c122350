module.exports = {
  displayName: 'bench',
  ...require('../../jest.preset.js'),
};
