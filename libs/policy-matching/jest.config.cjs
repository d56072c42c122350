// A date without a zone is UTC, wherever the machine is: in UTC no test could see a mistake.
process.env.TZ = 'Asia/Kolkata';

module.exports = {
  displayName: 'policy-matching',
  ...require('../../jest.preset.js'),
};
