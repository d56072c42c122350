import { errorInWords } from '@fleet/program-faults';
import { isFresh, recordOf } from './assembly/assembly-record';
import { assemblyDirectory, assemblyInputs } from './workspace';

/**
 * Synthesises the fleet's stack, unless the assembly is already the one of this configuration and code. Run as a
 * program, since the cdk CLI then deploys the finished assembly as often as it likes.
 */
async function synthesise(): Promise<void> {
  const assembly = assemblyDirectory(process.env);
  const inputs = assemblyInputs(process.env);
  if (isFresh(assembly, recordOf(inputs))) {
    process.stderr.write(`${assembly} is up to date.\n`);
    return;
  }
  // The CDK takes seconds to load.
  const { synthesiseFleet } = await import('./assembly/synthesise-fleet');
  synthesiseFleet(assembly, inputs);
}

synthesise().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
