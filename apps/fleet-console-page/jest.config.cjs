module.exports = {
  displayName: 'fleet-console-page',
  ...require('../../jest.preset.js'),
};
