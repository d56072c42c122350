import { counted, dollars, inWords } from '../quotas/figures-in-words';
import { markdownTable } from '../quotas/markdown-table';
import { numberOf, sourceList } from '../quotas/sources';
import type { SweepCalls } from '../quotas/sweep-calls';
import { assumptions } from '../quotas/sweep-day';
import type { DeviceCalls } from './device-calls';
import { month, monthOf, stack, usedBy, type MonthCost } from './fleet-month';
import { dollarsOf, fleetPriced, fleetPrices, fleetPriceSources } from './fleet-prices';
import { metQuotas, metQuotaSources } from './met-quotas';

/** On what day prices and quotas were last looked for. */
const readOn = '30 November 2026';

const fleets = [1_000, 100_000, 1_000_000] as const;

const rowsOfMonth: readonly (readonly [keyof MonthCost, string])[] = [
  ['connectivity', 'being connected'],
  ['messages', 'the device’s own messages'],
  ['connections', 'new connections: confirmation, rules, proof handler, index, logs'],
  ['rotations', 'rotations'],
  ['sweeps', 'daily sweeps'],
  ['storage', 'devices table, with point-in-time recovery'],
  ['watching', 'metrics, alarms, dashboard, key of the alarms’ topic'],
];

/** The page docs/cost-and-quotas.md. */
export function costPage(calls: DeviceCalls, sweepCalls: SweepCalls): string {
  return `${[head, monthSection(calls, sweepCalls), priceSection(), quotaSection(calls)].join('\n\n')}\n`;
}

const head = `# Cost and quotas of a fleet

This page says what a fleet costs on AWS in a month, and which default quota it meets first.

It is computed: \`npx nx run bench:cost\` writes it, and a test fails if it is out of date. The calls of a device are counted over local-cloud with the real agent and functions (\`npx nx run bench:device-calls\`), those of a sweep with the AWS SDK’s clients ([rotation: quotas and cost](rotation-quotas.md)), alarms and dashboard in the synthesised stack. **Nothing here was measured in AWS, and no bill was looked at.** Prices and quotas were read on ${readOn} and in the days before, in copies of AWS’s pages, as none could be opened live. They are of the regions that the sources name. Check those of your region before you rely on a figure.`;

function monthSection(calls: DeviceCalls, sweepCalls: SweepCalls): string {
  const aThousand = (each: Readonly<Record<string, number>>): string =>
    dollars(1_000 * dollarsOf(usedBy(each, sweepCalls)));
  const { provisioning, rotation, connection } = calls;
  return `## A month

${markdownTable(['', ...fleets.map(inWords)], monthRows(calls, sweepCalls))}

A device that connects often costs more than one that stays connected. At one connection an hour, the row of new connections is 24 times as high, and then the largest.

Of a thousand devices, each once: to provision costs ${aThousand(provisioning)}, to rotate ${aThousand(rotation)}, to connect anew ${aThousand(connection)}.

The figures take for granted:

- Each device is connected all the time. It makes ${month.connectionsADay} new connection a day, and sends ${month.messagesADay} messages of its own a day, of at most 5 KB. What you do with those messages is not in here.
- Certificates rotate once in ${assumptions.rotationDays} days, evenly over the year. No device is new in this month.
- A call of a function takes ${month.functionSeconds * 1_000} ms with ${stack.functionGigabytes} GB, and logs ${month.logBytes} bytes, which are kept for ${stack.logMonths} months. A record has ${counted(sweepCalls.bytes.deviceRecord)} bytes, the most it can have.
- The fleet has one model. Each further one has an alarm more.
- It is unknown whether AWS bills the registry operations that RegisterThing makes, and the messages of lifecycle events. The former are counted here, the latter are not.
- Not in here: the bucket of bundles, requests to KMS, data transfer, support, tax.

A second fleet in the account pays for the first one’s lifecycle events too: a rule, an action, a call of a function and a read for each connection.`;
}

function monthRows(calls: DeviceCalls, sweepCalls: SweepCalls): readonly (readonly string[])[] {
  const months = fleets.map((fleet) => monthOf(fleet, calls, sweepCalls));
  const rows = rowsOfMonth.map(([name, words]) => [words, ...months.map((each) => dollars(each[name]))]);
  const totals = months.map((each) => rowsOfMonth.reduce((sum, [name]) => sum + each[name], 0));
  return [
    ...rows,
    ['**a month**', ...totals.map((total) => `**${dollars(total)}**`)],
    ['a device and year', ...totals.map((total, index) => dollars((12 * total) / (fleets[index] ?? 1)))],
  ];
}

function priceSection(): string {
  const prices = fleetPriced.map((name) => fleetPrices[name]);
  const sources = citedOf(prices, fleetPriceSources);
  const rows = prices.map(({ what, dollars: price, per, source }) => [
    what,
    `$${price} a ${per}`,
    String(numberOf(source, sources)),
  ]);
  return `## Prices

List prices, without free tiers and without the discounts of large volumes. What sweeps alone use is in [rotation: quotas and cost](rotation-quotas.md#cost).

${markdownTable(['unit', 'price', 'source'], rows)}

${sourceList(sources)}`;
}

function quotaSection(calls: DeviceCalls): string {
  const quotas = metQuotas(calls);
  const sources = citedOf(quotas, metQuotaSources);
  const rows = quotas.map(({ quota, byDefault, devices, when, source }) => [
    quota,
    byDefault,
    counted(devices),
    when,
    String(numberOf(source, sources)),
  ]);
  return `## Quotas

The default quotas that a growing fleet meets, the smallest fleet first. All are for one account and region, and others who use the account use them too. AWS can raise them all.

${markdownTable(['quota', 'default', 'devices', 'where', 'source'], rows)}

${sourceList(sources)}

A device that is refused because of a quota tries again. So a quota that is too small makes a fleet slow, and turns no device away: [storms](storm.md) says how slow, and what to have raised. New accounts of AWS often have less: read _Service Quotas_ of your own before you plan.`;
}

/** Of all sources those that are cited, in the order of their list. */
function citedOf(
  citing: readonly { readonly source: string }[],
  sources: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const cited = new Set(citing.map(({ source }) => source));
  return Object.fromEntries(Object.entries(sources).filter(([name]) => cited.has(name)));
}
