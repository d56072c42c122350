import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ResourceStack } from '@fleet/resource-stack';
import * as z from 'zod';
import { startEmptyCloud } from '../deployment/test-cloud';
import { workspaceRoot } from '../workspace';
import { arnOf, makeCertificate } from './client-certificate';
import { foundClient, runProgram } from './foreign-client';
import { pahoSuites, type PahoSuite } from './paho-expectations';
import { forwardWithTls } from './tls-forwarder';

const outcomeLine = z.object({
  test: z.string(),
  outcome: z.enum(['passed', 'failed']),
  reason: z.string(),
});
type Outcome = z.infer<typeof outcomeLine>;

const program = join(workspaceRoot, 'apps', 'fleet-e2e', 'src', 'foreign-clients', 'paho_suite.py');

describe("Eclipse Paho's conformance suites", () => {
  const resources = new ResourceStack();

  afterAll(() => resources.dispose());

  async function run(suite: PahoSuite): Promise<readonly Outcome[]> {
    const cloud = await startEmptyCloud(resources);
    const files = await makeCertificate(cloud, 'paho', [
      { Effect: 'Allow', Action: 'iot:*', Resource: '*' },
      // The suites ask for one filter that the broker has to refuse.
      { Effect: 'Deny', Action: 'iot:Subscribe', Resource: arnOf(cloud, 'topicfilter/test/nosubscribe') },
    ]);
    const port = await forwardWithTls(cloud, files);
    const { program: python, folder } = foundClient('paho-suites');
    const adaptations = join(cloud.folder, 'adaptations.json');
    await writeFile(adaptations, JSON.stringify(suite.adaptations));
    const { stdout, stderr } = await runProgram(resources, python, [
      program,
      ...['--suite', suite.version],
      ...['--testing', folder ?? ''],
      ...['--port', String(port)],
      ...['--adaptations', adaptations],
    ]);
    const outcomes = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => outcomeLine.parse(JSON.parse(line)));
    if (outcomes.length === 0) {
      throw new Error(`The suite did not begin: ${stderr}`);
    }
    return outcomes;
  }

  it.each(pahoSuites)('pass in $version, except where AWS documents otherwise', async (suite) => {
    const outcomes = await run(suite);
    const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
    const unexpected = failed.filter(({ test }) => !(test in suite.exceptions));
    expect(unexpected).toEqual([]);
    // An exception that is none any more is to be struck off.
    expect(failed.map(({ test }) => test).toSorted()).toEqual(Object.keys(suite.exceptions).toSorted());
    expect(outcomes).toHaveLength(suite.tests);
  });
});
