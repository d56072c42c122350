module.exports = {
  displayName: 'closed-output',
  ...require('../../jest.preset.js'),
};
