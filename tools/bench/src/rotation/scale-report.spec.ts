import type { MeasuredSweep } from './measured-sweep';
import { scaleCases, type ScaleCase } from './scale-case';
import { scaleChart } from './scale-chart';
import { goalsOf, isReached } from './scale-goals';
import { scalePage } from './scale-page';
import type { ScaleSample } from './scale-run';
import { memoryTable, sweepTable } from './scale-table';

/** Costs of a sweep in milliseconds: some whatever it finds, some for each due thing, some for each of the others. */
interface Costs {
  readonly sweep: number;
  readonly due: number;
  readonly other: number;
}

function sampleOf(scale: ScaleCase, { sweep, due, other }: Costs): ScaleSample {
  const cost = sweep + due * scale.due + other * (scale.things - scale.due);
  const measured: MeasuredSweep = {
    seconds: cost / 1_000,
    firstWarnings: 0,
    monitorMillis: cost / 2,
    cloudMillis: cost / 4,
  };
  const sweeps = [measured, { ...measured, seconds: measured.seconds * 50 }, measured];
  return {
    scale,
    laterWarnings: sweeps,
    firstWarnings: sweeps,
    monitorPeakBytes: 120_000_000,
    cloudPeakBytes: 150_000_000,
  };
}

const samplesOf = (costs: Costs) => scaleCases.map((scale) => sampleOf(scale, costs));
const failed = (samples: readonly ScaleSample[]) =>
  goalsOf(samples)
    .filter((goal) => !isReached(goal))
    .map(({ what }) => what);

describe('the goals of the scale benchmark', () => {
  it('are reached where a due thing costs the same in every registry', () => {
    const samples = samplesOf({ sweep: 0, due: 2, other: 0 });
    expect(goalsOf(samples)).toHaveLength(10);
    expect(failed(samples)).toEqual([]);
  });

  it('are missed where a sweep costs more with the square of the things', () => {
    const samples = scaleCases.map((scale) =>
      sampleOf(scale, { sweep: 0, due: scale.things / 1_000, other: 0 }),
    );
    expect(failed(samples)).toContain(
      'time of a later warning, 1,000,000 things compared with 10,000, one in a hundred due',
    );
    expect(failed(samples)).toContain(
      'CPU time of a first warning, 1,000,000 things compared with 10,000, equally many due',
    );
  });

  it('are missed where what is not due costs much, although the share of what is due is the same', () => {
    const samples = samplesOf({ sweep: 0, due: 2, other: 0.01 });
    expect(failed(samples)).toEqual([
      'time of a later warning, 1,000,000 things compared with 10,000, equally many due',
      'CPU time of a later warning, 1,000,000 things compared with 10,000, equally many due',
      'time of a first warning, 1,000,000 things compared with 10,000, equally many due',
      'CPU time of a first warning, 1,000,000 things compared with 10,000, equally many due',
    ]);
  });

  it('are missed by memory that grows', () => {
    const samples = samplesOf({ sweep: 0, due: 2, other: 0 }).map((sample) => {
      const grown = (sample.scale.things / 1_000_000) * 200_000_000;
      return {
        ...sample,
        monitorPeakBytes: sample.monitorPeakBytes + grown,
        cloudPeakBytes: sample.cloudPeakBytes + grown,
      };
    });
    expect(failed(samples)).toEqual([
      'memory of local-cloud, 1,000,000 things compared with 10,000, equally many due',
      'memory of the monitor, all registries',
    ]);
  });

  it('are those of memory alone where larger registries were left out', () => {
    const small = samplesOf({ sweep: 0, due: 2, other: 0 }).filter(({ scale }) => scale.things <= 10_000);
    expect(goalsOf(small).map(({ unit }) => unit)).toEqual(['MB']);
  });
});

describe('the tables of the scale benchmark', () => {
  it('have the least of the sweeps, what each due thing costs, and its ratio to the registry of 10,000', () => {
    const table = sweepTable(samplesOf({ sweep: 100, due: 1, other: 0 }), 'laterWarnings').split('\n');
    expect(table.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '| things | due | seconds | ms each | ratio | CPU, ms each | ratio | monitor | local-cloud |',
      expect.stringMatching(/^\|( -+ \|){9}$/),
      '| 1,000 | 10 | 0.11 | 11.00 | 5.50 | 8.25 | 5.50 | 5.50 | 2.75 |',
      '| 10,000 | 100 | 0.20 | 2.00 | 1.00 | 1.50 | 1.00 | 1.00 | 0.50 |',
      '| 100,000 | 1,000 | 1.10 | 1.10 | 0.55 | 0.83 | 0.55 | 0.55 | 0.28 |',
      '| 1,000,000 | 10,000 | 10.10 | 1.01 | 0.51 | 0.76 | 0.51 | 0.51 | 0.25 |',
      '| 10,000 | 10,000 | 10.10 | 1.01 | 0.51 | 0.76 | 0.51 | 0.51 | 0.25 |',
    ]);
  });

  it('have the memory of both processes in megabytes', () => {
    expect(memoryTable(samplesOf({ sweep: 0, due: 1, other: 0 }))).toMatch(
      /\| 1,000,000 \| 10,000 \| 120 +\| 150 +\|/,
    );
  });
});

describe('page and curve of the scale benchmark', () => {
  const machine = { processor: 'a processor', cores: 2, memoryGb: 8, system: 'Linux 6', node: 'v20' };

  it.each([
    ['all registries', samplesOf({ sweep: 90, due: 2, other: 0.001 })],
    ['the smallest alone', samplesOf({ sweep: 90, due: 2, other: 0.001 }).slice(0, 1)],
  ])('have no figure that is none, with %s', (_, samples) => {
    for (const text of [scalePage({ samples, machine, runs: 3 }), scaleChart(samples)]) {
      expect(text).not.toMatch(/NaN|Infinity|undefined|object Object/);
    }
  });

  it('draw a higher cost higher, and more things further to the right', () => {
    const svg = scaleChart(samplesOf({ sweep: 0, due: 1, other: 0 }).map(dearer));
    const [, path = ''] = /<path class="curve later" d="(M[^"h]+)"/.exec(svg) ?? [];
    const points = path
      .slice(1)
      .split('L')
      .map((point) => point.split(' ').map(Number));
    expect(points).toHaveLength(4);
    const along = (place: number) => points.map((point) => point[place] ?? 0);
    expect(along(0)).toEqual(along(0).toSorted((one, other) => one - other));
    expect(along(1)).toEqual(along(1).toSorted((one, other) => other - one));
  });
});

function dearer(sample: ScaleSample): ScaleSample {
  return { ...sampleOf(sample.scale, { sweep: 0, due: Math.log10(sample.scale.things), other: 0 }) };
}
