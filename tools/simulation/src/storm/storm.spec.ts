import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeviceCalls } from './device-calls';
import { playStorms } from './play-storms';
import { scenarioNames, type ScenarioName } from './scenarios';
import type { StormFigures } from './storm-figures';

const root = join(__dirname, '../../../..');

describe('a storm', () => {
  const disks = mkdtempSync(join(tmpdir(), 'storms-'));
  afterAll(() => rmSync(disks, { recursive: true }));

  const play = async (
    devices: number,
    scenarios: readonly ScenarioName[],
  ): Promise<readonly StormFigures[]> => {
    const options = { throttling: 'code', seed: 'spec', disks, devices, quotas: 'aws' } as const;
    const played: StormFigures[] = [];
    await playStorms(options, scenarios, readDeviceCalls(root), (figures) => void played.push(figures));
    return played;
  };

  it('ends with every device in force', async () => {
    const played = await play(40, scenarioNames);
    expect(played.map(({ scenario, inNeed }) => ({ scenario, inNeed }))).toEqual(
      scenarioNames.map((scenario) => ({ scenario, inNeed: 0 })),
    );
    for (const { curve } of played) {
      expect(curve).toEqual([...curve].sort((one, other) => one - other));
      expect(curve.at(-1)).toBeGreaterThan(0);
    }
  });

  it('finds a fleet that is there, whichever storm it is', async () => {
    const [region] = await play(5, ['region']);
    expect(region).toMatchObject({ connectsPerDevice: 1, inNeed: 0 });
  });
});
