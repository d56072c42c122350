module.exports = {
  displayName: 'bounded-work',
  ...require('../../jest.preset.js'),
};
