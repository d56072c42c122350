import { writeFile } from 'node:fs/promises';
import { configFile, readFleetConfig, workspaceRoot } from '@fleet/operator-context';
import { ResourceStack } from '@fleet/resource-stack';
import { errorInWords } from '@fleet/program-faults';
import { runBenchmark } from './benchmark';
import { readOptions, type BenchOptions } from './options';
import { isReached, ratio } from './report/figures';
import { machineClass } from './report/machine';
import type { FailedPart, Measurements } from './report/measurements';
import { table } from './report/table';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const { figures, failures } = await measured(options);
  const machine = machineClass();
  const { processor, cores, memoryGb, system, node } = machine;
  process.stdout.write(
    `${processor}, ${cores} cores, ${memoryGb} GB, ${system}, Node.js ${node}; medians of ${options.runs} runs\n\n` +
      `${table(figures)}\n`,
  );
  if (options.json !== undefined) {
    const judged = figures.map((figure) => ({ ...figure, ratio: ratio(figure), reached: isReached(figure) }));
    const { runs } = options;
    const report = { date: new Date().toISOString(), runs, machine, figures: judged, failures };
    await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  process.exitCode = tellFailures(failures);
}

async function measured({ runs, demo }: BenchOptions): Promise<Measurements> {
  const resources = new ResourceStack();
  try {
    return await runBenchmark({
      resources,
      workspaceRoot: workspaceRoot(),
      built: __dirname,
      config: readFleetConfig(configFile(process.env)),
      runs,
      demo,
      say: (step) => process.stderr.write(`${step}\n`),
    });
  } finally {
    await resources.dispose();
  }
}

/** Says what is missing from the table, and why. @returns the exit code */
function tellFailures(failures: readonly FailedPart[]): number {
  for (const { title, why } of failures) {
    process.stderr.write(`Not measured: ${title}. ${why}\n`);
  }
  return failures.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
