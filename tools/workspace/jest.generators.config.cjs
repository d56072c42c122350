module.exports = {
  displayName: 'generators',
  preset: '../../jest.preset.js',
  testMatch: ['**/generators.e2e.ts'],
};
