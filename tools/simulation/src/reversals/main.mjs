import { attacks } from './attacks.mjs';
import { DeployedCopy } from './deployed.mjs';
import { reversals } from './list.mjs';
import { simulate } from './simulated.mjs';
import { verdictOn } from './verdict.mjs';

const copy = new DeployedCopy();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(signal, () => void copy.end().finally(() => process.exit(code)));
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
    const outcome = await (finds.e2e === undefined ? simulate(reversal) : copy.attack(reversal));
    const verdict = verdictOn(reversal, outcome);
    process.stdout.write(`${verdict}: ${fault}\n${outcome.output}\n`);
    process.exitCode = verdict === 'found' ? process.exitCode : 1;
  }
} finally {
  await copy.end();
}
