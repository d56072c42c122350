import { join } from 'node:path';
import { apiPaths } from '@fleet/fleet-console-api';
import { ConsoleVisitor, ManagedProcess } from '@fleet/local-fleet';
import { processorMillis } from '../rotation/process-cost';
import type { Place, ScaleCloud } from '../rotation/scale-cloud';
import { timed } from '../timing';

/** What somebody looks at who opens the console, and the most milliseconds that it may take. */
export const looks = [
  { name: 'firstView', what: 'first view, right after the start of everything', goal: 2_000 },
  { name: 'firstDevice', what: 'the first device after that', goal: 500 },
  { name: 'firstDecisions', what: 'what was decided about it', goal: 500 },
  { name: 'devices', what: 'each other device', goal: 500 },
  { name: 'decisions', what: 'what was decided about each other', goal: 500 },
  { name: 'list', what: 'a page of devices', goal: 500 },
  { name: 'viewAgain', what: 'first view of another console, over a cloud that runs', goal: 2_000 },
  { name: 'viewKept', what: 'the same within ten seconds', goal: 2_000 },
] as const;

/** How long somebody waited, and the processor's time of console and cloud, which depends little on what else there is. */
export interface MeasuredLook {
  readonly millis: number;
  readonly processorMillis: number;
}

/** Each time that it was looked at. */
export type MeasuredVisit = Readonly<Record<(typeof looks)[number]['name'], readonly MeasuredLook[]>>;

type VisitedCloud = Pick<ScaleCloud, 'cloud' | 'environment'>;

/** All that the page's first view asks for, at once. */
const firstView = [
  ...[apiPaths.about, apiPaths.fleet, apiPaths.ages, apiPaths.alarms],
  ...[apiPaths.sweeps(14), apiPaths.refusals(24)],
];

/** Somebody opens the console, looks at the fleet, at some devices and a list, and opens it again. */
export async function measuredVisit(
  cloud: VisitedCloud,
  place: Place,
  serials: readonly string[],
): Promise<MeasuredVisit> {
  const [first = '', ...others] = serials;
  return withConsole(cloud, place, async (look) => {
    const view = await look(firstView);
    const firstDevice = await look([apiPaths.device(first)]);
    const firstDecisions = await look([apiPaths.decisions(first)]);
    const devices = await each(others, (serial) => look([apiPaths.device(serial)]));
    const decisions = await each(others, (serial) => look([apiPaths.decisions(serial)]));
    const list = await each(['', 'prefix=device-0012'], (query) => look([apiPaths.devices(query)]));
    return withConsole(cloud, place, async (lookAgain) => ({
      firstView: [view],
      firstDevice: [firstDevice],
      firstDecisions: [firstDecisions],
      devices,
      decisions,
      list,
      viewAgain: [await lookAgain(firstView)],
      viewKept: [await lookAgain(firstView)],
    }));
  });
}

/** One after the other, so that none waits for another. */
async function each<Item>(
  items: readonly Item[],
  look: (item: Item) => Promise<MeasuredLook>,
): Promise<readonly MeasuredLook[]> {
  const measured: MeasuredLook[] = [];
  for (const item of items) {
    measured.push(await look(item));
  }
  return measured;
}

/** Asks for some paths at once. */
type Look = (paths: readonly string[]) => Promise<MeasuredLook>;

async function withConsole<Result>(
  { cloud, environment }: VisitedCloud,
  { workspaceRoot, resources }: Place,
  visit: (look: Look) => Promise<Result>,
): Promise<Result> {
  const program = new ManagedProcess({
    title: 'fleet-console',
    resources,
    arguments: [join(workspaceRoot, 'dist', 'apps', 'fleet-console', 'main.js'), '--local', '--port', '0'],
    cwd: workspaceRoot,
    environment,
  });
  try {
    const link = await program.line((line) => /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(line)?.[0]);
    const visitor = await ConsoleVisitor.open(link);
    const spent = async () =>
      (await processorMillis(program.pid)) + (await processorMillis(cloud.process.pid));
    return await visit(async (paths) => {
      const before = await spent();
      const [, millis] = await timed(() => Promise.all(paths.map((path) => visitor.get(path))));
      return { millis, processorMillis: (await spent()) - before };
    });
  } finally {
    await program.stop();
  }
}
