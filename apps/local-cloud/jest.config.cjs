module.exports = {
  displayName: 'local-cloud',
  ...require('../../jest.preset.js'),
  roots: ['<rootDir>/src'],
};
