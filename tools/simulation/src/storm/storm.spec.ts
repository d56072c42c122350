import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDeviceCalls } from './device-calls';
import { playStorms } from './play-storms';
import { scenarioNames } from './scenarios';
import { stormChart } from './storm-chart';
import type { StormFigures } from './storm-figures';
import { stormPage } from './storm-page';
import { readStormResults } from './storm-results';
import { VirtualTime } from './virtual-time';

const root = join(__dirname, '../../../..');

describe('a storm', () => {
  const disks = mkdtempSync(join(tmpdir(), 'storms-'));
  afterAll(() => rmSync(disks, { recursive: true }));

  it('ends with every device in force, and never before its floor', async () => {
    const played: StormFigures[] = [];
    const options = { throttling: 'code', seed: 'spec', disks, devices: 40, quotas: 'aws' } as const;
    await playStorms(options, readDeviceCalls(root), (figures) => void played.push(figures));
    expect(played.map(({ scenario, inNeed }) => ({ scenario, inNeed }))).toEqual(
      scenarioNames.map((scenario) => ({ scenario, inNeed: 0 })),
    );
    for (const { curve } of played) {
      expect(curve).toEqual([...curve].sort((one, other) => one - other));
      expect(curve.at(-1)).toBeGreaterThan(0);
    }
  });
});

describe('the page of storms', () => {
  const results = readStormResults(root);

  it('is what the figures come to: run npx nx run bench:storm', () => {
    expect(readFileSync(join(root, 'docs', 'storm.md'), 'utf8')).toBe(
      stormPage(results, readDeviceCalls(root)),
    );
    expect(readFileSync(join(root, 'docs', 'storm.svg'), 'utf8')).toBe(stormChart(results));
  });

  it('has no figure that is none', () => {
    expect(stormPage(results, readDeviceCalls(root))).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('virtual time', () => {
  it('goes from one event to the next in their order, and wakes who is called off', async () => {
    const time = new VirtualTime(0);
    const heard: string[] = [];
    const stop = new AbortController();
    time.after(20, () => heard.push('second'));
    time.after(10, () => heard.push('first'));
    time.after(15, () => heard.push('never'))();
    void time.sleep(Number.MAX_SAFE_INTEGER, stop.signal).catch(() => heard.push('called off'));
    time.after(30, () => stop.abort(new Error('enough')));
    await time.runUntil(() => heard.length === 3);
    expect(heard).toEqual(['first', 'second', 'called off']);
    expect(time.nowMillis()).toBe(30);
    await expect(time.runUntil(() => false)).rejects.toThrow('Nothing is left');
  });
});
