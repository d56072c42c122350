module.exports = {
  displayName: 'scheduler',
  ...require('../../../../jest.preset.js'),
};
