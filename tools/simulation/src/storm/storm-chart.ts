import type { StormFigures } from './storm-figures';

const width = 960;
const height = 360;
const plot = { left: 64, top: 64, width: 720, height: 230 };

// Literal colours: renderers other than browsers know neither variables nor media queries, and show the light ones.
const style = `
    text { font-size: 14px; font-family: -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Helvetica, Arial, sans-serif; fill: #1f2328; }
    .title { font-weight: 600; font-size: 16px; }
    .soft { fill: #59636e; font-size: 12.5px; }
    .ground { fill: #ffffff; }
    .plot { fill: #f6f8fa; stroke: #d1d9e0; }
    .limit { stroke: #9a6700; stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; }
    .curve { stroke-width: 2; fill: none; }
    .factory { stroke: #0969da; }
    .region { stroke: #1a7f37; }
    .due { stroke: #8250df; }
    .return { stroke: #bc4c00; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .soft { fill: #9198a1; }
      .ground { fill: #0d1117; }
      .plot { fill: #151b23; stroke: #3d444d; }
      .limit { stroke: #d29922; }
      .factory { stroke: #4493f8; }
      .region { stroke: #3fb950; }
      .due { stroke: #ab7df8; }
      .return { stroke: #db6d28; }
    }
  `;

/** A curve ends at four floors, at the latest. */
const mostFloors = 4;

/** The drawing docs/storm.svg: how many devices of the largest fleet that had every storm are done, over time in floors. */
export function stormChart(figures: readonly StormFigures[]): string {
  const devices = largestOfAll(figures);
  const shown = figures.filter((each) => each.devices === devices);
  const { left, top } = plot;
  const atFloor = place(1, 0).x;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
  <title id="title">Storms of ${devices.toLocaleString('en-US')} devices under AWS’s default quotas</title>
  <desc id="desc">${shown.map(described).join(' ')}</desc>
  <style>${style}</style>
  <rect class="ground" width="${width}" height="${height}" rx="8" />
  <text class="title" x="${left}" y="36">Devices that are done, of ${devices.toLocaleString('en-US')}, over time in floors of the quotas</text>
  <rect class="plot" x="${left}" y="${top}" width="${plot.width}" height="${plot.height}" />
  <path class="limit" d="M${atFloor} ${top}V${top + plot.height}" />
  <path class="limit" d="M${place(0, 0).x} ${place(0, 0).y}L${place(1, 1).x} ${place(1, 1).y}" />
  ${[0, 1, 2, 3, 4].map((floors) => `<text class="soft" text-anchor="middle" x="${place(floors, 0).x}" y="${top + plot.height + 20}">${floors}</text>`).join('\n  ')}
  ${[0, 50, 100].map((percent) => `<text class="soft" text-anchor="end" x="${left - 8}" y="${Number(place(0, percent / 100).y) + 4}">${percent} %</text>`).join('\n  ')}
  ${shown.map(drawn).join('\n  ')}
  <text class="soft" x="${left}" y="${height - 16}">Dashed: the floor, and a fleet that would use every call that the quotas admit.</text>
</svg>
`;
}

function largestOfAll(figures: readonly StormFigures[]): number {
  const storms = new Set(figures.map(({ scenario }) => scenario)).size;
  const sizes = figures.map(({ devices }) => devices);
  return Math.max(...sizes.filter((size) => sizes.filter((each) => each === size).length === storms));
}

function drawn({ scenario, curve, floor }: StormFigures, index: number): string {
  const points = curve.map((seconds, percent) =>
    place(Math.min(mostFloors, seconds / floor.seconds), percent / 100),
  );
  const path = points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const y = plot.top + 24 + 44 * index;
  const x = plot.left + plot.width + 12;
  return `<path class="curve ${scenario}" d="${path}" /><path class="curve ${scenario}" d="M${x} ${y - 5}h22" /><text x="${x + 28}" y="${y}">${scenario}</text><text class="soft" x="${x + 28}" y="${y + 18}">${((curve.at(-1) ?? 0) / floor.seconds).toFixed(2)} floors</text>`;
}

function described({ scenario, curve, floor }: StormFigures): string {
  return `${scenario}: all are done after ${(curve.at(-1) ?? 0).toFixed(0)} seconds; the floor is ${floor.seconds.toFixed(0)} seconds.`;
}

function place(floors: number, share: number): { readonly x: string; readonly y: string } {
  return {
    x: (plot.left + (plot.width * floors) / mostFloors).toFixed(1),
    y: (plot.top + plot.height * (1 - share)).toFixed(1),
  };
}
