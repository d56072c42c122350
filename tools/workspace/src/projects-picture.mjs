// The picture docs/projects.svg as a pure function of the projects and of who imports whom. Literal colours, as renderers
// other than browsers know neither variables nor media queries.

const width = 960;
const chipHeight = 26;
const chipGap = 6;
const padding = 12;
const header = 50;

/** Every group has a place in the picture; each project belongs to the first one that takes it. */
const groups = [
  { id: 'tools', title: 'Tests and tools', note: 'start the built programs; may import every library' },
  { id: 'device', title: 'On the device', note: 'imports contracts only' },
  { id: 'functions', title: 'In the AWS account', note: 'Lambda functions' },
  { id: 'operator', title: 'Operator’s machine', note: 'CDK app and commands' },
  { id: 'emulator', title: 'AWS on one machine', note: 'the program, and the cloud in it' },
  { id: 'services', title: 'Services of the emulator', note: 'none imports another one' },
  { id: 'contracts', title: 'Contracts', note: 'for device and cloud' },
  { id: 'cloud', title: 'Cloud', note: 'never on a device; may use the AWS SDK' },
  { id: 'engines', title: 'Engines of the emulator', note: 'know no operation of AWS' },
  { id: 'aws', title: 'AWS rules', note: 'for cloud and emulator' },
  { id: 'language', title: 'Language', note: 'for every project' },
];

function groupOf({ name, tags }) {
  const has = (tag) => tags.includes(tag);
  if (has('type:tool') || has('type:e2e')) {
    return 'tools';
  }
  if (has('type:app')) {
    if (has('scope:device')) {
      return 'device';
    }
    if (has('scope:emulator')) {
      return 'emulator';
    }
    return name.endsWith('-lambda') ? 'functions' : 'operator';
  }
  if (has('layer:composition')) {
    return 'emulator';
  }
  if (has('layer:service')) {
    return 'services';
  }
  const ofScope = {
    contract: 'contracts',
    cloud: 'cloud',
    emulator: 'engines',
    aws: 'aws',
    language: 'language',
  };
  const group = Object.entries(ofScope).find(([scope]) => has(`scope:${scope}`))?.[1];
  if (group === undefined) {
    throw new Error(`${name} has no tag that gives it a place in the picture: ${tags.join(', ')}`);
  }
  return group;
}

const heightOf = (projects, columns) =>
  header + Math.ceil(projects.length / columns) * (chipHeight + chipGap) - chipGap + padding;

/** Where each group is: x, y, width, height and columns of chips. */
function placesOf(members) {
  const columns = {
    device: 1,
    functions: 1,
    operator: 1,
    emulator: 2,
    contracts: 1,
    cloud: 2,
    services: 2,
    engines: 2,
    aws: 2,
    language: 1,
  };
  const horizontal = {
    device: [20, 184],
    functions: [228, 184],
    operator: [426, 184],
    emulator: [634, 306],
    contracts: [20, 184],
    cloud: [228, 382],
    services: [634, 306],
    engines: [634, 306],
    aws: [634, 306],
    language: [20, 184],
  };
  const tall = (id) => heightOf(members[id], columns[id]);
  const upper = Math.max(...['device', 'functions', 'operator', 'emulator'].map(tall));
  const top = 48;
  const below = top + upper + 52;
  const engines = below + tall('services') + 36;
  const aws = engines + tall('engines') + 36;
  const language = below + tall('contracts') + 24;
  const bottom = Math.max(language + tall('language'), below + tall('cloud'), aws + tall('aws'));
  const ys = {
    device: top,
    functions: top,
    operator: top,
    emulator: top,
    contracts: below,
    cloud: below,
    services: below,
  };
  const places = Object.fromEntries(
    Object.entries(horizontal).map(([id, [x, wide]]) => {
      const y = { ...ys, engines, aws, language }[id];
      return [id, { x, y, width: wide, height: y === top ? upper : tall(id), columns: columns[id] }];
    }),
  );
  const tools = { x: 20, y: bottom + 24, width: 920, height: heightOf([''], 1), columns: 5 };
  return { ...places, tools };
}

const centre = ({ x, width: wide }) => x + wide / 2;
const bottomOf = ({ y, height }) => y + height;
const rightOf = ({ x, width: wide }) => x + wide;

/** The arrows that the picture has a path for. */
function arrowsOf(places) {
  const { device, functions, operator, emulator, contracts, cloud, services, engines, aws } = places;
  const bus = bottomOf(functions) + 18;
  const down = (from, to, x = centre(from)) => `M${x} ${bottomOf(from)}V${to.y - 2}`;
  const toContracts = (from) =>
    `M${from.x + 24} ${bottomOf(from)}V${bus}H${rightOf(contracts) - 30}V${contracts.y - 2}`;
  const past = (from, to, x) =>
    `M${rightOf(from) - 24} ${bottomOf(from)}v14H${x}V${to.y - 14}H${rightOf(to) - 24}V${to.y - 2}`;
  const pastServices = past(emulator, engines, rightOf(services) + 7);
  const pastEngines = past(services, aws, rightOf(engines) + 13);
  const pastAll = `M${rightOf(emulator) - 10} ${bottomOf(emulator)}v8H${rightOf(services) + 17}V${aws.y - 22}H${rightOf(aws) - 10}V${aws.y - 2}`;
  const over = (to) => `M${centre(operator)} ${operator.y}V${operator.y - 18}H${centre(to)}V${to.y - 2}`;
  return {
    'device>contracts': ['line', down(device, contracts)],
    'functions>contracts': ['accent', toContracts(functions)],
    'operator>contracts': ['accent', toContracts(operator)],
    'functions>cloud': ['line', down(functions, cloud)],
    'operator>cloud': ['line', down(operator, cloud)],
    'cloud>contracts': ['accent', `M${cloud.x} ${cloud.y + 80}H${rightOf(contracts) + 2}`],
    'cloud>aws': ['line', `M${rightOf(cloud) - 60} ${bottomOf(cloud)}V${aws.y + 30}H${aws.x - 2}`],
    'emulator>services': ['line', down(emulator, services)],
    'emulator>engines': ['line', pastServices],
    'emulator>aws': ['line', pastAll],
    'services>engines': ['line', down(services, engines)],
    'services>aws': ['line', pastEngines],
    'engines>aws': ['line', down(engines, aws)],
    'operator>device (built)': ['built', over(device)],
    'operator>functions (built)': ['built', over(functions)],
  };
}

const drawChip = ({ x, y, width: wide }, { name, tags }) => {
  const rules = tags.includes('layer:rules');
  const dot = rules ? `<circle class="rules" cx="${x + wide - 12}" cy="${y + 13}" r="3.5" />` : '';
  return `<rect class="chip" x="${x}" y="${y}" width="${wide}" height="${chipHeight}" rx="5" /><text class="name" x="${x + 9}" y="${y + 17.5}">${name}</text>${dot}`;
};

function drawGroup({ title, note }, place, projects) {
  const inner = place.width - 2 * padding;
  const wide = (inner - (place.columns - 1) * 8) / place.columns;
  const chips = projects.map((project, index) => {
    const [row, column] = [Math.floor(index / place.columns), index % place.columns];
    const x = place.x + padding + column * (wide + 8);
    return drawChip({ x, y: place.y + header + row * (chipHeight + chipGap), width: wide }, project);
  });
  return [
    `<rect class="box" x="${place.x}" y="${place.y}" width="${place.width}" height="${place.height}" rx="8" />`,
    `<text class="title" x="${place.x + padding}" y="${place.y + 23}">${title}</text>`,
    `<text class="soft" x="${place.x + padding}" y="${place.y + 40}">${note}</text>`,
    ...chips,
  ].map((line) => `  ${line}`);
}

const style = `
    text { font-family: -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Helvetica, Arial, sans-serif; fill: #1f2328; }
    .title { font-size: 14.5px; font-weight: 600; }
    .name { font-size: 12.5px; }
    .soft { font-size: 11.5px; fill: #59636e; }
    .ground { fill: #ffffff; }
    .box { fill: #f6f8fa; stroke: #d1d9e0; }
    .chip { fill: #ffffff; stroke: #d1d9e0; }
    .rules { fill: #1a7f37; }
    .line, .accent, .built { fill: none; stroke-width: 1.5; stroke: #818b98; }
    .accent { stroke: #0969da; }
    .built { stroke-dasharray: 4 3; }
    .head { fill: #818b98; }
    .accenthead { fill: #0969da; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .soft { fill: #9198a1; }
      .ground { fill: #0d1117; }
      .box { fill: #151b23; stroke: #3d444d; }
      .chip { fill: #0d1117; stroke: #3d444d; }
      .rules { fill: #3fb950; }
      .line, .built { stroke: #8b949e; }
      .accent { stroke: #4493f8; }
      .head { fill: #8b949e; }
      .accenthead { fill: #4493f8; }
    }
  `;

const marker = (id) =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="${id}" d="M0 0 8 4 0 8z" /></marker>`;

function drawLegend(y) {
  const entry = (x, sign, words) => `  ${sign}<text class="soft" x="${x + 34}" y="${y + 4}">${words}</text>`;
  const arrow = (x, kind, head) => `<path class="${kind}" d="M${x} ${y}h24" marker-end="url(#${head})" />`;
  return [
    entry(20, arrow(20, 'line', 'head'), 'imports'),
    entry(116, arrow(116, 'accent', 'accenthead'), 'imports contracts'),
    entry(278, arrow(278, 'built', 'head'), 'packs what is built'),
    entry(436, `<circle class="rules" cx="456" cy="${y}" r="3.5" />`, 'rules only: no I/O'),
    `  <text class="soft" x="634" y="${y + 4}">Lint holds these borders.</text>`,
  ];
}

/**
 * Draws the picture.
 * @param projects name and tags of each project
 * @param dependencies pairs of names; `built` where the target is used as a built file and not imported
 * @throws Error for a project or an arrow that the picture has no place for
 */
export function drawProjects(projects, dependencies) {
  const sorted = projects.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const members = Object.fromEntries(
    groups.map(({ id }) => [id, sorted.filter((project) => groupOf(project) === id)]),
  );
  const places = placesOf(members);
  const home = new Map(projects.map((project) => [project.name, groupOf(project)]));
  // What only tests import says nothing of how the projects are built on each other.
  const forTests = new Set(
    projects.filter(({ tags }) => tags.includes('type:testing')).map(({ name }) => name),
  );
  const pairs = dependencies
    .filter(({ target }) => !forTests.has(target))
    .map(({ source, target, built }) => [home.get(source), home.get(target), built])
    .filter(([from, to]) => from !== to && from !== 'tools' && to !== 'language')
    .map(([from, to, built]) => `${from}>${to}${built ? ' (built)' : ''}`);
  const ways = arrowsOf(places);
  const arrows = [...new Set(pairs)].sort().map((pair) => {
    if (ways[pair] === undefined) {
      throw new Error(`The picture has no path for the arrow ${pair}: add one to projects-picture.mjs`);
    }
    const [kind, path] = ways[pair];
    return `  <path class="${kind}" d="${path}" marker-end="url(#${kind === 'accent' ? 'accenthead' : 'head'})" />`;
  });
  const legendY = bottomOf(places.tools) + 28;
  const height = legendY + 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    '  <title id="title">The projects of the workspace</title>',
    `  <desc id="desc">${groups.map(({ id, title }) => `${title}: ${members[id].map(({ name }) => name).join(', ')}.`).join(' ')}</desc>`,
    `  <style>${style}</style>`,
    `  <defs>${marker('head')}${marker('accenthead')}</defs>`,
    `  <rect class="ground" width="${width}" height="${height}" rx="8" />`,
    ...arrows,
    ...groups.flatMap((group) => drawGroup(group, places[group.id], members[group.id])),
    ...drawLegend(legendY),
    '</svg>',
    '',
  ].join('\n');
}
