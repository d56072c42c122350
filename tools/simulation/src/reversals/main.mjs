import { attacks } from './attacks.mjs';
import { DeployedCopy } from './deployed.mjs';
import { reversals } from './list.mjs';
import { simulate } from './simulated.mjs';

const copy = new DeployedCopy();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void copy.end().finally(() => process.exit(130)));
}

/** Names of files of end-to-end tests, or words of faults. */
const words = process.argv.slice(2);
const isChosen = ({ fault, finds }) =>
  words.length === 0 || words.some((each) => `${finds.e2e ?? ''} ${fault}`.includes(each));
const chosen = [...reversals, ...attacks].filter(isChosen);
try {
  for (const [index, reversal] of chosen.entries()) {
    const { fault, finds } = reversal;
    process.stderr.write(`${index + 1} of ${chosen.length}: ${fault}\n`);
    const { failed, output } = await (finds.e2e === undefined ? simulate(reversal) : copy.attack(reversal));
    const isFound = failed && output.includes(finds.words);
    process.stdout.write(`${isFound ? 'found' : 'NOT FOUND'}: ${fault}\n${output}\n`);
    process.exitCode = isFound ? process.exitCode : 1;
  }
} finally {
  await copy.end();
}
