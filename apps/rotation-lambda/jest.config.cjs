module.exports = {
  displayName: 'rotation-lambda',
  preset: '../../jest.preset.js',
};
