import { drawPanel, type Axis, type Curve, type Limit, type Panel, type Point } from './chart-panel';
import { isAllDue } from './scale-case';
import { figuresOf, isReference, processorEach, type SweepFigures } from './scale-figures';
import { megabyte, mostMegabytes, mostRatio } from './scale-goals';
import type { ScaleSample } from './scale-run';

const width = 960;
const height = 372;
const plot = { top: 96, height: 232 };

// Literal colours: renderers other than browsers know neither variables nor media queries, and show the light ones.
const style = `
    text { font-size: 14px; font-family: -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Helvetica, Arial, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; font-size: 16px; }
    .soft { fill: #59636e; font-size: 12.5px; }
    .middle { text-anchor: middle; }
    .end { text-anchor: end; }
    .ground { fill: #ffffff; }
    .plot { fill: #f6f8fa; stroke: #d1d9e0; }
    .grid { stroke: #d1d9e0; }
    .limit { stroke: #9a6700; stroke-width: 1.5; stroke-dasharray: 5 4; }
    .curve { stroke-width: 2; fill: none; }
    .dot, .ring { stroke-width: 1.5; }
    .dot { fill: #ffffff; }
    .ring { fill: none; }
    .first { stroke: #0969da; }
    .later { stroke: #1a7f37; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .soft { fill: #9198a1; }
      .ground { fill: #0d1117; }
      .plot { fill: #151b23; stroke: #3d444d; }
      .grid { stroke: #3d444d; }
      .limit { stroke: #d29922; }
      .dot { fill: #0d1117; }
      .first { stroke: #4493f8; }
      .later { stroke: #3fb950; }
    }
  `;

/** The drawing docs/rotation-scale.svg: what a due thing costs, and what the monitor takes of memory. */
export function scaleChart(samples: readonly ScaleSample[]): string {
  const panels = [costPanel(samples), memoryPanel(samples)].map(drawPanel);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
  <title id="title">The daily sweep over registries of a thousand to a million things</title>
  <desc id="desc">${description(samples)}</desc>
  <style>${style}</style>
  <rect class="ground" width="${width}" height="${height}" rx="8" />
  ${panels.join('\n  ')}
  ${legend()}
</svg>
`;
}

function description(samples: readonly ScaleSample[]): string {
  const said = samples.map((sample) => {
    const each = (kind: 'laterWarnings' | 'firstWarnings') =>
      processorEach(figuresOf(sample, kind)).toFixed(2);
    const { things, due } = sample.scale;
    const memory = Math.round(sample.monitorPeakBytes / megabyte);
    return `${things} things, ${due} due: ${each('laterWarnings')} ms for a later warning, ${each('firstWarnings')} ms for a first, ${memory} MB.`;
  });
  return said.join(' ');
}

const things: Axis = {
  from: 700,
  to: 1_400_000,
  logarithmic: true,
  ticks: [1_000, 10_000, 100_000, 1_000_000],
  label: (value) => value.toLocaleString('en'),
};

function costPanel(samples: readonly ScaleSample[]): Panel {
  const [first, later] = (['firstWarnings', 'laterWarnings'] as const).map((kind) =>
    samples.map((sample) => figuresOf(sample, kind)),
  );
  const curves = [costCurve('first', first ?? []), costCurve('later', later ?? [])];
  const costs = curves.flatMap(({ points, alone = [] }) => [...points, ...alone]).map(({ y }) => y);
  const [from, to] = [10 ** Math.floor(Math.log10(Math.min(...costs))), Math.max(...costs) * 1.3] as const;
  const ticks = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].filter((tick) => tick >= from && tick <= to);
  return {
    title: 'CPU time for each due thing, ms',
    left: 60,
    width: 400,
    ...plot,
    x: things,
    y: { from, to, logarithmic: true, ticks, label: String },
    curves,
    limits: [...limitOf(first ?? [], 'end'), ...limitOf(later ?? [], 'start')],
  };
}

function costCurve(className: string, figures: readonly SweepFigures[]): Curve {
  const points = (allDue: boolean): Point[] =>
    figures
      .filter(({ scale }) => isAllDue(scale) === allDue)
      .map((some) => ({ x: some.scale.things, y: processorEach(some) }));
  return { className, points: points(false), alone: points(true) };
}

/** By the registry of 10,000 that has every thing due: with as few due as one in a hundred, each would cost more. */
function limitOf(figures: readonly SweepFigures[], textAt: Limit['textAt']): Limit[] {
  const reference = figures.find((some) => isReference(some, true));
  if (reference === undefined) {
    return [];
  }
  const to = Math.max(...figures.map(({ scale }) => scale.things));
  const y = processorEach(reference) * mostRatio;
  return [{ from: reference.scale.things, to, y, text: `${mostRatio} × all due`, textAt }];
}

function memoryPanel(samples: readonly ScaleSample[]): Panel {
  const points = (allDue: boolean): Point[] =>
    samples
      .filter(({ scale }) => isAllDue(scale) === allDue)
      .map(({ scale, monitorPeakBytes }) => ({ x: scale.things, y: monitorPeakBytes / megabyte }));
  const most = Math.max(...samples.map(({ monitorPeakBytes }) => monitorPeakBytes)) / megabyte;
  const to = Math.max(mostMegabytes * 1.2, most * 1.1);
  return {
    title: 'Peak memory of the monitor, MB',
    left: 540,
    width: 380,
    ...plot,
    x: things,
    y: { from: 0, to, logarithmic: false, ticks: [0, 64, 128, 192, 256], label: String },
    curves: [{ className: 'first', points: points(false), alone: points(true) }],
    limits: [
      {
        from: things.from,
        to: things.to,
        y: mostMegabytes,
        text: `at most ${mostMegabytes} MB`,
        textAt: 'end',
      },
    ],
  };
}

function legend(): string {
  const entry = (x: number, className: string, words: string) =>
    `<path class="curve ${className}" d="M${x} 43h24" /><text class="soft" x="${x + 32}" y="47">${words}</text>`;
  return [
    `<text class="soft" x="60" y="28">Things in the registry, one in a hundred due; rings: all due</text>`,
    entry(60, 'first', 'first warning: sent, and noted in the record'),
    entry(400, 'later', 'later warning: sent'),
  ].join('\n  ');
}
