module.exports = {
  displayName: 'rotation-lambda',
  ...require('../../jest.preset.js'),
};
