module.exports = {
  displayName: 'generators',
  ...require('../../jest.preset.js'),
  testMatch: ['**/generators.e2e.ts'],
};
