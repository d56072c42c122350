import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { scenarioNames } from './scenarios';
import type { StormFigures } from './storm-figures';

const figures = z.object({
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

export function readStormResults(workspaceRoot: string): readonly StormFigures[] {
  return z.array(figures).parse(JSON.parse(readFileSync(stormResultsFile(workspaceRoot), 'utf8')));
}
