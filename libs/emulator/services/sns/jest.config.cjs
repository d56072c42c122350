module.exports = { displayName: 'sns', ...require('../../../../jest.preset.js') };
