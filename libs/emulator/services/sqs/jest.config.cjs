module.exports = {
  displayName: 'sqs',
  preset: '../../../../jest.preset.js',
};
