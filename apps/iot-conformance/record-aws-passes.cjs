const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const file = join(__dirname, 'aws-passes.json');

/** Writes beside each test the day on which AWS last passed it. The page of docs/ shows them. */
module.exports = class RecordAwsPasses {
  onTestResult(_test, { testResults }) {
    const passes = JSON.parse(readFileSync(file, 'utf8'));
    const today = new Date().toISOString().slice(0, 10);
    for (const { ancestorTitles, status, title } of testResults) {
      if (status === 'passed') {
        passes[[...ancestorTitles, title].join(' › ')] = today;
      }
    }
    const sorted = Object.fromEntries(
      Object.entries(passes).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
    writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
  }
};
