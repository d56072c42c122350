module.exports = {
  displayName: 'hook-lambda',
  ...require('../../jest.preset.js'),
};
