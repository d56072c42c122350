import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { scenarioNames } from './scenarios';
import type { StormFigures } from './storm-figures';

export const stormFigures = z.object({
  scenario: z.enum(scenarioNames),
  devices: z.number(),
  floor: z.object({ scarcest: z.string(), seconds: z.number() }),
  curve: z.array(z.number()).length(101),
  connectsPerDevice: z.number(),
  inNeed: z.number(),
  lostProofs: z.number(),
});

/** Where the figures of the storms are kept that docs/storm.md shows. */
export function stormResultsFile(workspaceRoot: string): string {
  return join(workspaceRoot, 'tools', 'simulation', 'src', 'storm', 'storm-results.json');
}

/** The smallest fleet first. */
export function readStormResults(workspaceRoot: string): readonly StormFigures[] {
  return z.array(stormFigures).parse(JSON.parse(readFileSync(stormResultsFile(workspaceRoot), 'utf8')));
}

/** Keeps the figures of a storm in place of those that it had with as many devices. @returns all that are kept */
export function keepStormResult(workspaceRoot: string, figures: StormFigures): readonly StormFigures[] {
  const isOf = ({ scenario, devices }: StormFigures): boolean =>
    scenario === figures.scenario && devices === figures.devices;
  const kept = [...readStormResults(workspaceRoot).filter((each) => !isOf(each)), figures].sort(
    (one, other) => one.devices - other.devices || placeOf(one) - placeOf(other),
  );
  writeFileSync(stormResultsFile(workspaceRoot), `${JSON.stringify(kept, undefined, 2)}\n`);
  return kept;
}

function placeOf({ scenario }: StormFigures): number {
  return scenarioNames.indexOf(scenario);
}
