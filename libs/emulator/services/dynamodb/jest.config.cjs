module.exports = {
  displayName: 'dynamodb',
  preset: '../../../../jest.preset.js',
};
