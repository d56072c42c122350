import { fork } from 'node:child_process';
import type { ScenarioName } from './scenarios';
import type { StormFigures } from './storm-figures';
import { stormFigures } from './storm-results';

/** Has a process of its own play storms on a fleet: this program once more, with the options of this one. */
export function playInProcess(
  program: string,
  scenarios: readonly ScenarioName[],
  onFigures: (figures: StormFigures) => void,
): Promise<void> {
  const played = scenarios.flatMap((each) => ['--play', each]);
  const child = fork(program, [...process.argv.slice(2), ...played]);
  return new Promise((resolve, reject) => {
    child.on('message', (message) => onFigures(stormFigures.parse(message)));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(`The process of the storms ${scenarios.join(', ')} ended with ${code ?? signal}.`));
      }
    });
  });
}
