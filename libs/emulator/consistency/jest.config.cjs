module.exports = {
  displayName: 'consistency',
  ...require('../../../jest.preset.js'),
};
