module.exports = {
  displayName: 'device-voucher',
  ...require('../../jest.preset.js'),
};
