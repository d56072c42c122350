module.exports = {
  displayName: 'dynamodb',
  ...require('../../../../jest.preset.js'),
};
