import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@fleet/operator-context';
import { errorInWords } from '@fleet/program-faults';
import { ResourceStack } from '@fleet/resource-stack';
import { machineClass } from '../report/machine';
import { measureConsole } from './console-runs';
import { looksTable } from './looks-table';
import { readOptions, type ConsoleBenchOptions } from './options';

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const visits = await measured(options);
  process.stdout.write(`${looksTable(visits)}\n`);
  if (options.json !== undefined) {
    const report = { date: new Date().toISOString(), machine: machineClass(), ...options, visits };
    await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

async function measured({ things, runs }: ConsoleBenchOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'console-bench-'));
  const resources = new ResourceStack();
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  const say = (step: string) => void process.stderr.write(`${step}\n`);
  try {
    return await measureConsole({ workspaceRoot: workspaceRoot(), resources, folder, say }, things, runs);
  } finally {
    await resources.dispose();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
