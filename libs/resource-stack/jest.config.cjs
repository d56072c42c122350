module.exports = {
  displayName: 'resource-stack',
  preset: '../../jest.preset.js',
};
