module.exports = {
  displayName: 'sqs',
  ...require('../../../../jest.preset.js'),
};
