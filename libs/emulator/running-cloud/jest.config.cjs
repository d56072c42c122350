module.exports = {
  displayName: 'running-cloud',
  ...require('../../../jest.preset.js'),
};
