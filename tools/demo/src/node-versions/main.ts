import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorInWords } from '@fleet/program-faults';
import { runDemo, runRefused } from './runs';
import { fetchNode, NoSuchNodeError } from './node-packages';

/** The oldest Node that is supported, and of each line that is the newest when this was last looked at. */
const supported = ['20.19.0', '22.23.5', '24.22.3', '26.12.1'];
/** What Debian 12 and Ubuntu 22.04 bring along. */
const tooOld = ['18.20.8', '12.22.12'];

function workspaceRoot(from: string): string {
  return existsSync(join(from, 'nx.json')) ? from : workspaceRoot(dirname(from));
}

async function main(): Promise<void> {
  const root = workspaceRoot(__dirname);
  const runs = [
    ...supported.map((version) => ({ version, run: runDemo })),
    ...tooOld.map((version) => ({ version, run: runRefused })),
  ];
  for (const { version, run } of runs) {
    const outcome = await tried(version, root, run);
    process.stdout.write(`Node ${version}: ${outcome.words}\n`);
    if (!outcome.well) {
      process.exitCode = 1;
    }
  }
}

interface Outcome {
  readonly well: boolean;
  readonly words: string;
}

async function tried(
  version: string,
  root: string,
  run: (node: string, root: string) => Promise<string>,
): Promise<Outcome> {
  try {
    const node = await fetchNode(version, join(root, '.local', 'node-versions'));
    return { well: true, words: await run(node, root) };
  } catch (error) {
    // Nothing is said about a Node that this machine cannot have: that is no success.
    return { well: false, words: error instanceof NoSuchNodeError ? error.message : errorInWords(error) };
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
});
