import { dodges } from './dodger';
import { turnsUntilWarned } from './flood';
import { BrokenPromiseError } from './life';

/** Until a device of thirty days is due, warned and out of grace, whatever it asks for meanwhile. */
const longestDodge = 45;
const strangers = 30;

/** What takes long to come about by chance. @throws BrokenPromiseError */
export async function playScenarios(): Promise<void> {
  const dodged = await dodges(4 * longestDodge);
  if (dodged === undefined || dodged > longestDodge) {
    throw new BrokenPromiseError(
      'A device that asks daily and never proves has to be cut off.',
      'dodger',
      [],
    );
  }
  if ((await turnsUntilWarned(strangers)) !== (await turnsUntilWarned(0))) {
    throw new BrokenPromiseError(
      'A device that is due has to be warned as soon as without strangers.',
      'flood',
      [],
    );
  }
}
