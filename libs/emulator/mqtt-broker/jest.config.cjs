module.exports = {
  displayName: 'mqtt-broker',
  preset: '../../../jest.preset.js',
};
