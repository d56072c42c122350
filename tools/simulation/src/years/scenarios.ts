import { dodges } from './dodger';
import { turnsUntilWarned } from './flood';
import { BrokenPromiseError } from './life';
import { offlineDays, outlastsSilence } from './storage';
import { unheardDays, visits } from './visitor';

/** Until a device of thirty days is due, warned and out of grace, whatever it asks for meanwhile. */
const longestDodge = 45;
const strangers = 30;

/** Until a device of thirty days is due, and has been silent for long enough; a day more where somebody is there. */
const longestSilence = 30 + offlineDays + 2;

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
  const silent = await outlastsSilence(4 * longestSilence);
  if (silent === undefined || silent > longestSilence || silent < 30 + offlineDays) {
    throw new BrokenPromiseError(
      'A device in storage has to be cut off after the days of silence, whoever is connected under its name.',
      'storage',
      [],
    );
  }
  const visited = await visits(4 * unheardDays);
  if (visited !== unheardDays + 2) {
    throw new BrokenPromiseError(
      'A device that never stays for a warning has to be cut off when it still comes after the days that it has.',
      'visitor',
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
