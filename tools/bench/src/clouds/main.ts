import { join, resolve } from 'node:path';
import { configFile, readFleetConfig, workspaceRoot } from '@fleet/operator-context';
import { errorInWords } from '@fleet/program-faults';
import { ResourceStack } from '@fleet/resource-stack';
import { Command, InvalidArgumentError } from 'commander';
import { machineClass } from '../report/machine';
import { cloudRound } from './cloud-round';
import type { CloudRound } from './cloud-round';
import { cloudsTable } from './clouds-table';

// The SDK's versions are pinned here: their warning about future versions of Node.js is of no use here.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

interface Options {
  readonly against?: string;
  readonly rounds: number;
}

function readOptions(): Options {
  const positive = (value: string): number => {
    const number = Number(value);
    if (Number.isInteger(number) && number >= 1) {
      return number;
    }
    throw new InvalidArgumentError('it must be a whole number from 1');
  };
  return new Command('bench:clouds')
    .description('Measures local-cloud: start, memory, deploy, devices; next to an older build, in turns.')
    .option('--against <main.js>', 'the program of an older build, to compare with')
    .option('--rounds <number>', 'how often each is measured; medians count', positive, 3)
    .parse()
    .opts<Options>();
}

async function main(): Promise<void> {
  const { against, rounds } = readOptions();
  const root = workspaceRoot();
  const built = { name: 'this build', program: join(root, 'dist/apps/local-cloud/main.js') };
  const older = against === undefined ? [] : [{ name: 'older build', program: resolve(against) }];
  const clouds = [...older, built].map((cloud) => ({ ...cloud, rounds: new Array<CloudRound>() }));
  const resources = new ResourceStack();
  const say = (step: string) => process.stderr.write(`${step}\n`);
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const { name, program, rounds: measured } of clouds) {
        say(`${name}, round ${round}`);
        const config = readFleetConfig(configFile(process.env));
        measured.push(await cloudRound({ workspaceRoot: root, program, config, resources, say }));
      }
    }
  } finally {
    await resources.dispose();
  }
  const { processor, cores, node } = machineClass();
  process.stdout.write(`${processor}, ${cores} cores, Node.js ${node}; medians of ${rounds} rounds\n`);
  process.stdout.write(`${cloudsTable(clouds)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
