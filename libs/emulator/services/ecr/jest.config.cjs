module.exports = {
  displayName: 'ecr',
  ...require('../../../../jest.preset.js'),
};
