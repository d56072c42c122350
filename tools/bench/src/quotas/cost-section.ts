import { awsPrices, dollarsFor, priceSources } from './aws-prices';
import { dollars, inWords } from './figures-in-words';
import { markdownTable } from './markdown-table';
import { cases, configured, fleets } from './page-cases';
import { numberOf, sourceList } from './sources';
import type { SweepCalls } from './sweep-calls';
import { costOf, metricCount, metricHoursInDay, pricedOfSweeps, totalOf } from './sweep-cost';
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
  return `## Cost\n\nThese are list prices of us-east-1, without free tiers and volume discounts:\n\n${markdownTable(
    ['unit', 'price', 'source'],
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
  return `The cost of a sweep, by one function at ${configured.warningsPerSecond} a second:

${markdownTable(['', ...costed.map(({ name }) => name)], [...rows, total])}

- A month of thirty ordinary days, with the ${metricCount} metrics (${dollars(metricsOfMonth)} a month: a metric is billed by the hours in which it is sent), costs ${monthly.join(', ')}.
- You also pay for workers while they wait. With 20 workers at ${configured.warningsPerSecond} a second, the worst day of a million devices costs ${dollars(totalOf(worstWithWorkers))}. Use workers only with a rate that needs them.
- The fleet index records connections, and AWS bills each update. A device that connects and disconnects causes two updates, which is ${dollars(dollarsFor('indexUpdates', 2_000_000))} for a million devices. If devices connect often, this costs more than all sweeps.
- These figures do not include the devices’ own connections and messages, the rotations themselves, and storage.`;
}

const metricsOfMonth = (dollarsFor('metrics', metricCount) * metricHoursInDay) / 24;
