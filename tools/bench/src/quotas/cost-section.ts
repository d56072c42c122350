import { awsPrices, dollarsFor, priceSources } from './aws-prices';
import { dollars, inWords } from './figures-in-words';
import { markdownTable } from './markdown-table';
import { cases, configured, fleets } from './page-cases';
import { numberOf, sourceList } from './sources';
import type { SweepCalls } from './sweep-calls';
import { costOf, metricCount, pricedOfSweeps, totalOf } from './sweep-cost';
import { everydayOf, worstDayOf } from './sweep-day';
import { durationOf } from './sweep-duration';

/** What sweeps cost, and at which prices. */
export function costSection(calls: SweepCalls): string {
  return `${prices()}\n\n${costs(calls)}`;
}

function prices(): string {
  const rows = Object.values(awsPrices).map(({ what, dollars: price, per, source }) => [
    what,
    `$${price} a ${per}`,
    String(numberOf(source, priceSources)),
  ]);
  return `## Dollars\n\nList prices of us-east-1, without free tiers and discounts of volume:\n\n${markdownTable(
    ['what', 'price', 'source'],
    rows,
  )}\n\n${sourceList(priceSources)}`;
}

function costs(calls: SweepCalls): string {
  const costed = cases.map(({ name, day }) => {
    const duration = durationOf(day, configured, calls);
    return { name, cost: costOf(day, configured, { duration, calls }) };
  });
  const rows = pricedOfSweeps
    .map((priced) => [awsPrices[priced].what, ...costed.map(({ cost }) => dollars(cost[priced] ?? 0))])
    .filter(([, ...amounts]) => amounts.some((amount) => amount !== '0'));
  const total = ['**a sweep**', ...costed.map(({ cost }) => `**${dollars(totalOf(cost))}**`)];
  const monthly = fleets.map((fleet) => {
    const day = everydayOf(fleet);
    const duration = durationOf(day, configured, calls);
    const month = 30 * totalOf(costOf(day, configured, { duration, calls })) + metricsOfMonth;
    return `${dollars(month)} for ${inWords(fleet)}`;
  });
  const worstWithWorkers = costOf(
    worstDayOf(1_000_000),
    { ...configured, workers: 20 },
    {
      duration: durationOf(worstDayOf(1_000_000), { ...configured, workers: 20 }, calls),
      calls,
    },
  );
  return `A sweep, by one function at ${configured.warningsPerSecond} a second:

${markdownTable(['', ...costed.map(({ name }) => name)], [...rows, total])}

- Thirty ordinary days and the ${metricCount} metrics (${dollars(metricsOfMonth)} a month): ${monthly.join(', ')}.
- Workers wait for their turn while they are paid: the worst day of a million with 20 workers at ${configured.warningsPerSecond} a second costs ${dollars(totalOf(worstWithWorkers))}. Configure them together with a rate that needs them.
- The fleet index follows connections, and is paid for each: two updates for a device that connects and disconnects, ${dollars(dollarsFor('indexUpdates', 2_000_000))} a million. For devices that come and go that is more than all sweeps.
- Not counted: the devices’ own connections and messages, the rotations themselves, storage.`;
}

const metricsOfMonth = dollarsFor('metrics', metricCount);
