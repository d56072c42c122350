module.exports = {
  displayName: 'provisioning-protocol',
  preset: '../../jest.preset.js',
  roots: ['<rootDir>/src'],
};
