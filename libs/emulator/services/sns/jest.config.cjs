module.exports = { displayName: 'sns', preset: '../../../../jest.preset.js' };
