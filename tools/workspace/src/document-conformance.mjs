import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { labelledComments, labelledTests, testTitles } from './behaviours.mjs';
import {
  assumptions,
  conformancePage,
  operations,
  testedBehaviours,
  testedFeatures,
} from './conformance-page.mjs';
import { clientOf, operationsOf, operationsOfClient, root, titles } from './served-operations.mjs';

// Writes docs/local-cloud-conformance.md from the code and its tests. With --check it writes nothing and ends with 1
// where the page says something else.

const page = join(root, 'docs', 'local-cloud-conformance.md');

/** Files below a folder whose name fits, sorted, by their paths from the root. */
function filesIn(folder, name) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name) && !/node_modules/.test(entry.parentPath))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

const textOf = (path) => readFileSync(join(root, path), 'utf8');

const tests = [
  ...filesIn('libs/emulator', /\.spec\.ts$/),
  ...filesIn('apps', /\.(spec|e2e|conformance)\.ts$/),
].map((path) => ({ path, text: textOf(path) }));

/** The first test with this client of the SDK that calls an operation. */
function testOf(operation, folder) {
  const method = operation[0].toLowerCase() + operation.slice(1);
  const call = new RegExp(`\\.${method}\\(|\\b${operation}Command\\b`);
  // Operations of other services have the same names. These folders hand the client on to their tests.
  const handedOn = new RegExp(`^(?:apps/(?:fleet-e2e|iot-conformance)|libs/emulator/services/${folder})/`);
  const uses = ({ path, text }) =>
    text.includes(`'@aws-sdk/client-${clientOf(folder)}'`) || handedOn.test(path);
  return tests.find((test) => uses(test) && call.test(test.text))?.path;
}

function service(folder) {
  const names = operationsOf(folder);
  const implemented = names.map((name) => ({ name, test: testOf(name, folder) }));
  const untested = implemented.filter(({ test }) => test === undefined);
  if (untested.length > 0) {
    process.stderr.write(`no test calls these operations: ${untested.map(({ name }) => name).join(', ')}\n`);
    process.exitCode = 1;
  }
  return {
    title: titles[folder].title,
    implemented,
    missing: operationsOfClient(folder).filter((name) => !names.includes(name)),
  };
}

/** API reference, AWS IoT Jobs data plane: the workspace has no client of it, as it has none of these. */
const jobs = {
  title: 'AWS IoT Jobs data plane',
  implemented: [],
  missing: [
    'DescribeJobExecution',
    'GetPendingJobExecutions',
    'StartCommandExecution',
    'StartNextPendingJobExecution',
    'UpdateJobExecution',
  ],
};

function conformance() {
  const passes = JSON.parse(textOf('apps/iot-conformance/aws-passes.json'));
  const conformanceTests = filesIn('apps/iot-conformance', /\.conformance\.ts$/).flatMap((path) =>
    labelledTests(textOf(path)),
  );
  const brokerTests = filesIn('libs/emulator/mqtt-broker', /\.spec\.ts$/).map((path) => ({
    path,
    titles: testTitles(textOf(path)),
  }));
  const places = filesIn('libs/emulator', /(?<!\.spec)\.ts$/)
    .map((path) => ({ path, comments: labelledComments(textOf(path)) }))
    .filter(({ comments }) => comments.length > 0);
  return conformancePage(
    testedBehaviours(conformanceTests, passes),
    operations([service('iot'), service('iot-data'), jobs]),
    testedFeatures('MQTT and topic rules: what the tests of the broker show', brokerTests),
    assumptions(places),
  );
}

const text = await format(conformance(), { ...(await resolveConfig(page)), parser: 'markdown' });
if (!process.argv.includes('--check')) {
  writeFileSync(page, text);
} else if (readFileSync(page, 'utf8') !== text) {
  process.stderr.write(
    'docs/local-cloud-conformance.md is not what the code says; run: npx nx run workspace:document\n',
  );
  process.exitCode = 1;
}
