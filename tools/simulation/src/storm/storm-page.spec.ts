import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { readDeviceCalls } from './device-calls';
import { stormChart } from './storm-chart';
import { stormPage } from './storm-page';
import { readStormResults } from './storm-results';

const root = join(__dirname, '../../../..');

describe('the page of storms', () => {
  const results = readStormResults(root);
  const page = stormPage(results, readDeviceCalls(root));

  it('is what the figures come to: run npx nx run bench:storm', () => {
    expect(readFileSync(join(root, 'docs', 'storm.md'), 'utf8')).toBe(page);
    expect(readFileSync(join(root, 'docs', 'storm.svg'), 'utf8')).toBe(stormChart(results));
  });

  it('has no figure that is none', () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it.each(results)('has a row of $scenario with $devices devices', ({ scenario, devices }) => {
    expect(page).toMatch(new RegExp(`^\\| ${scenario} +\\| ${devices.toLocaleString('en-US')} `, 'm'));
  });

  it('draws the largest fleet alone that had every storm, as its curves would lie upon those of another', () => {
    const larger = results
      .filter(({ devices }) => devices === 10_000)
      .map((each) => ({ ...each, devices: 1_000_000 }));
    expect(stormChart([...results, ...larger])).toBe(stormChart(larger));
    expect(stormChart([...results, ...larger.slice(1)])).toBe(stormChart(results));
  });
});
