import type { DeviceCalls } from './device-calls';
import { beginStorm, waitForAftermath, type ScenarioName } from './scenarios';
import { Storm, type StormOptions } from './storm';
import { figuresOf, type StormFigures } from './storm-figures';

/** Plays storms one after the other, on the same fleet. */
export async function playStorms(
  options: StormOptions,
  scenarios: readonly ScenarioName[],
  calls: DeviceCalls,
  onFigures: (figures: StormFigures) => void,
): Promise<void> {
  const storm = await Storm.open(options);
  try {
    for (const scenario of scenarios) {
      const began = await beginStorm[scenario](storm);
      await storm.untilOver();
      await waitForAftermath(storm);
      onFigures(figuresOf(storm, scenario, { began, needs: calls[scenario] }));
    }
  } finally {
    storm.close();
  }
}
