module.exports = {
  displayName: 's3',
  ...require('../../../../jest.preset.js'),
};
