module.exports = {
  displayName: 'edge-agent',
  preset: '../../jest.preset.js',
};
