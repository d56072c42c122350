module.exports = {
  displayName: 'iot',
  ...require('../../../../jest.preset.js'),
};
