import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ResourceStack } from '@fleet/resource-stack';
import { machineClass } from '../report/machine';
import { errorInWords } from '@fleet/program-faults';
import { readOptions } from './options';
import { scaleCases } from './scale-case';
import { scaleChart } from './scale-chart';
import { scalePage, scaleTables, type ScaleReport } from './scale-page';
import { measureScale, type ScaleSample } from './scale-run';

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

function workspaceRoot(from: string): string {
  return existsSync(join(from, 'nx.json')) ? from : workspaceRoot(dirname(from));
}

async function measure(root: string, runs: number, upTo: number): Promise<ScaleSample[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rotation-scale-'));
  const resources = new ResourceStack();
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  try {
    return await measureScale({
      workspaceRoot: root,
      resources,
      folder,
      runs,
      cases: scaleCases.filter(({ things }) => things <= upTo),
      say: (step) => process.stderr.write(`${step}\n`),
    });
  } finally {
    await resources.dispose();
  }
}

async function write(docs: string, report: ScaleReport): Promise<void> {
  await writeFile(join(docs, 'rotation-scale.md'), scalePage(report));
  await writeFile(join(docs, 'rotation-scale.svg'), scaleChart(report.samples));
}

async function main(): Promise<void> {
  const { runs, upTo, docs, json } = readOptions(process.argv.slice(2));
  const root = workspaceRoot(__dirname);
  const samples = await measure(root, runs, upTo);
  process.stdout.write(`${scaleTables({ samples })}\n`);
  const report = { samples, runs, machine: machineClass() };
  if (docs !== false) {
    await write(resolve(root, docs), report);
  }
  if (json !== undefined) {
    await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
