import type { DeviceCalls } from './device-calls';
import { ratesByCall } from './quota-floor';
import { scenarioNames, sweepPace, type ScenarioName } from './scenarios';
import type { StormFigures } from './storm-figures';

const meanings: Readonly<Record<ScenarioName, string>> = {
  factory: 'a lot is switched on within 30 s, and all of it provisions',
  region: 'power returns after an hour, and all devices boot within 30 s',
  due: `all certificates are due on one day; the sweep warns ${sweepPace.warningsPerSecond} devices a second, and gives ${sweepPace.rotationsPerMinute} a minute their turn`,
  return:
    'power returns after a year, on the day on which all are due: the proof handler warns each device when it confirms its certificate, and tells it the turn that the sweep has given it while it was away',
};

/** What somebody may want to be done within. */
const wantedHours = [1, 24] as const;
const fleets = [10_000, 100_000, 1_000_000] as const;

function largestOf(figures: readonly StormFigures[], name: ScenarioName): string {
  const sizes = figures.filter(({ scenario }) => scenario === name).map(({ devices }) => devices);
  return Math.max(...sizes).toLocaleString('en-US');
}

/** The page docs/storm.md. */
export function stormPage(figures: readonly StormFigures[], calls: DeviceCalls): string {
  return `# Storms: very many devices at one moment

This page says how long a fleet takes when all of it wants something at once, under AWS’s default quotas, and which quotas to have raised.

\`npx nx run bench:storm -- --devices N --write\` plays the storms with N devices, in two processes beside each other, and writes their rows of this page; a test fails if page and figures differ.

![How many devices are done, over time](storm.svg)

${scenarioNames.map((name) => `- **${name}**: ${meanings[name]}.`).join('\n')}

Nobody can be done before the _floor_: the calls that all devices need, by the rate of the scarcest. Where \`boot\` or \`warningsPerSecond\` is named, devices do not come faster than that.

${table(
  [
    'storm',
    'devices',
    'floor',
    'because of',
    'half',
    '90 %',
    '99 %',
    'all',
    'all, in floors',
    'connects each',
    'in need',
    'proofs lost',
  ],
  figures.map(row),
)}

- _In need_ are devices without a certificate in force, or whose agent has ended. _Lost_ is a proof that Lambda gave up after three attempts: it lies in the queue of failures.
- The code of the agent, of the hooks and of the proof handler is real, and so is local-cloud’s AWS IoT with the quotas of \`--quotas aws\`. The devices table is in memory, and all devices share 64 keys that are made beforehand. TLS, MQTT’s packets and Lambda’s start are left out. Time is virtual: it jumps from one event to the next.
- A way to AWS takes 40 ms, TCP with TLS and CONNECT 250 ms, a call of a function 20 ms: these are guesses. The SDK’s retries are made as its standard mode does.
- Nothing here was measured in AWS. How AWS counts a burst is not documented: local-cloud has a bucket of one second. A client that comes too often is told so by a code.
- The largest fleets that were played: ${scenarioNames.map((name) => `${name} ${largestOf(figures, name)}`).join(', ')}. The floor of a larger one can be computed; by how much it misses that was not played.

## Why it takes longer than the floor

- A device that is throttled does not know how many others are. It waits for at most 3 s, or a tenth of the time since its first failure. The last one can be late by as much.
- The sweep gives each device a turn, and ${sweepPace.rotationsPerMinute} of them begin in a minute. DescribeCertificate admits 200. Without turns, a thousand devices throttled each other: the last was done after 2.8 floors, as AWS IoT answers a 403 where the rotation hook cannot ask in its time, and a device takes that for a refusal and waits for minutes.
- A device that is away when the sweep warns it has its turn noted. The proof handler warns it when it comes, and tells it that turn, from the moment at which it came. So it is in the storm **return**. Its turns are a fifth further apart than those of a sweep, as the devices boot at random moments within half a minute: with the same distance, a thousand of them took 2.2 floors. Without turns, 10,000 took 166 floors, and most of their proofs were given up.
- Devices that no sweep has looked for while they were away have no turn, nor have those that a sweep of a release before turns has found due: they wait a random part of a minute. So do agents of releases before turns.
- All devices of a storm here are due on one day. Turns are counted anew each day, so that those of different due days (\`spreadDays\`) overlap: of 10,000 or 100,000 devices that were away for the whole spread, up to 2.3 times as many begin in the first minutes as AWS admits, by computation. A thousand devices so played took 1,027 s, and one proof was lost.
- **factory** collapses where more than some 10,000 devices are switched on at once. Each new device brings two proofs, and each proof asks DescribeCertificate and ListThingPrincipals. AWS answers ten of each a second, as many as it admits new devices. Once the proof handler does not get both answers within its half minute, it has asked for one of them in vain, and Lambda gives a proof up after three attempts. All devices have certificates that work in 1.02 to 1.07 floors, but of 25,000 devices 18,022 were not proven ten minutes later, and 39,115 proofs lay in the queue of failures, which rings an alarm. A device is proven when it connects the next time. Until this is mended, switch on at most 10,000 devices at a time, or have both calls raised to twice the rate at which devices join: played with 20 a second of both, all of 25,000 were proven after 1.06 floors.
- A proof handler that is throttled for half a minute is called again after one minute and after two more. Then its proof lies in the queue of failures, until the device connects anew or an operator sends it again.

## What to have raised

Calls a second that a fleet needs to be done within the time. Bold is more than AWS’s default: ask for that much, and a tenth on top.

${raiseTable(calls)}

## Calls

What one device needs, counted with one device and no quotas:

${table(['call', 'a second', ...scenarioNames], callRows(calls))}
`;
}

function row({ scenario, devices, floor, curve, ...figures }: StormFigures): readonly string[] {
  const at = (percent: number): number => curve[percent] ?? 0;
  return [
    scenario,
    devices.toLocaleString('en-US'),
    duration(floor.seconds),
    floor.scarcest,
    ...[50, 90, 99, 100].map((percent) => duration(at(percent))),
    (at(100) / floor.seconds).toFixed(2),
    figures.connectsPerDevice.toFixed(1),
    String(figures.inNeed),
    String(figures.lostProofs),
  ];
}

function duration(seconds: number): string {
  if (seconds < 600) {
    return `${seconds.toFixed(0)} s`;
  }
  return seconds < 7_200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

function callNames(calls: DeviceCalls): readonly string[] {
  return [...new Set(scenarioNames.flatMap((name) => Object.keys(calls[name])))].sort();
}

function callRows(calls: DeviceCalls): readonly (readonly string[])[] {
  const rates = ratesByCall();
  return callNames(calls).map((call) => {
    const rate = rates.get(call);
    const counts = scenarioNames.map((name) => String(calls[name][call] ?? 0));
    return [call, rate === undefined ? '' : String(rate), ...counts];
  });
}

function raiseTable(calls: DeviceCalls): string {
  const columns = fleets.flatMap((devices) => wantedHours.map((hours) => ({ devices, hours })));
  const heads = columns.map(({ devices, hours }) => `${devices.toLocaleString('en-US')} in ${hours} h`);
  const rates = ratesByCall();
  const rows = callNames(calls).flatMap((call) => {
    const most = Math.max(...scenarioNames.map((name) => calls[name][call] ?? 0));
    const rate = rates.get(call) ?? Infinity;
    const needed = columns.map(({ devices, hours }) => (devices * most) / (hours * 3_600));
    return needed.every((each) => each <= rate)
      ? []
      : [[call, String(rate), ...needed.map((each) => (each > rate ? `**${inRate(each)}**` : inRate(each)))]];
  });
  return table(['call', 'default', ...heads], rows);
}

function inRate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : Math.ceil(perSecond).toLocaleString('en-US');
}

/** With columns of even width, as Prettier writes them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(3, name.length, ...rows.map((each) => each[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
