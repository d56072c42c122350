/** How a value becomes a place: linear, or by its order of magnitude. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly logarithmic: boolean;
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve through its points, in the colour of a class of the style sheet. */
export interface Curve {
  readonly className: string;
  readonly points: readonly Point[];
  /** Points that stand alone, beside the curve. */
  readonly alone?: readonly Point[];
}

/** A level that curves should stay under, from one x to another. */
export interface Limit {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly text: string;
  /** Above which end of the level its text is, out of the curves' way. */
  readonly textAt: 'start' | 'end';
}

export interface Panel {
  readonly title: string;
  /** The plot without its labels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
  readonly curves: readonly Curve[];
  readonly limits: readonly Limit[];
}

/** One plot of a drawing, as SVG elements. */
export function drawPanel(panel: Panel): string {
  const { left, top, width, height, title } = panel;
  const place = places(panel);
  return [
    `<text class="title" x="${left}" y="${top - 20}">${title}</text>`,
    `<rect class="plot" x="${left}" y="${top}" width="${width}" height="${height}" />`,
    ...grid(panel, place),
    ...panel.limits.map((limit) => drawLimit(limit, place)),
    ...panel.curves.flatMap((curve) => drawCurve(curve, place)),
  ].join('\n  ');
}

type Places = (point: Point) => { readonly x: string; readonly y: string };

function places({ left, top, width, height, x, y }: Panel): Places {
  return (point) => ({
    x: (left + width * share(x, point.x)).toFixed(1),
    y: (top + height * (1 - share(y, point.y))).toFixed(1),
  });
}

function share({ from, to, logarithmic }: Axis, value: number): number {
  const scale = logarithmic ? Math.log : (linear: number) => linear;
  return (scale(value) - scale(from)) / (scale(to) - scale(from));
}

function grid({ left, top, width, height, x, y }: Panel, place: Places): string[] {
  const across = y.ticks.flatMap((tick) => {
    const at = place({ x: x.from, y: tick }).y;
    return [
      `<path class="grid" d="M${left} ${at}h${width}" />`,
      `<text class="soft end" x="${left - 8}" y="${Number(at) + 4}">${y.label(tick)}</text>`,
    ];
  });
  const below = x.ticks.map(
    (tick) =>
      `<text class="soft middle" x="${place({ x: tick, y: y.from }).x}" y="${top + height + 20}">${x.label(tick)}</text>`,
  );
  return [...across, ...below];
}

function drawLimit({ from, to, y, text, textAt }: Limit, place: Places): string {
  const [start, end] = [place({ x: from, y }), place({ x: to, y })];
  return (
    `<path class="limit" d="M${start.x} ${start.y}H${end.x}" />` +
    `<text class="soft ${textAt}" x="${textAt === 'end' ? end.x : start.x}" y="${Number(end.y) - 6}">${text}</text>`
  );
}

function drawCurve({ className, points, alone = [] }: Curve, place: Places): string[] {
  const through = points.map((point) => place(point));
  const path = through.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return [
    `<path class="curve ${className}" d="${path}" />`,
    ...through.map(({ x, y }) => `<circle class="dot ${className}" cx="${x}" cy="${y}" r="3.5" />`),
    ...alone.map((point) => {
      const { x, y } = place(point);
      return `<circle class="ring ${className}" cx="${x}" cy="${y}" r="5" />`;
    }),
  ];
}
