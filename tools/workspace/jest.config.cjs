module.exports = {
  displayName: 'workspace',
  preset: '../../jest.preset.js',
  // Nx and ESLint are started as processes of their own, as a developer starts them.
  testTimeout: 60_000,
};
