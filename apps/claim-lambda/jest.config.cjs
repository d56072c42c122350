module.exports = {
  displayName: 'claim-lambda',
  preset: '../../jest.preset.js',
};
