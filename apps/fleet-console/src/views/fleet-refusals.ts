import { ListMetricsCommand, type CloudWatchClient, type Dimension } from '@aws-sdk/client-cloudwatch';
import { deviceQuery, type FleetRefusals, type RefusalCount } from '@fleet/fleet-console-api';
import { fleetMetrics, metricNamespace } from '@fleet/fleet-contract';
import { reasonWords } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import type { ConsoleCloud } from '../cloud/console-cloud';
import { metricValues } from './metric-sums';

const hourSeconds = 3_600;

/** Three functions with a handful of reasons each; beyond it somebody else counts in our name. */
const mostReasons = 500;

/** What was refused in the last hours, by function and reason. */
export async function fleetRefusalsOf(
  { fleet, cloudWatch }: ConsoleCloud,
  hours: number,
): Promise<FleetRefusals> {
  const until = fleet.now();
  const from = new Date(until.getTime() - hours * hourSeconds * 1_000);
  const kinds = await refusedKinds(cloudWatch, fleet.names.resourceTag);
  const values = await metricValues(
    cloudWatch,
    kinds.map((dimensions) => ({ name: fleetMetrics.decisions, dimensions, statistic: 'Sum' })),
    { from, until, periodSeconds: hourSeconds },
  );
  const reasons = kinds
    .map((dimensions, at) => countOf(dimensions, values[at]?.reduce((sum, { value }) => sum + value, 0) ?? 0))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count || one.reason.localeCompare(other.reason));
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  return { hours, total, reasons, at: until.toISOString() };
}

/** Which reasons there were in the last two weeks. Needs `cloudwatch:ListMetrics`. */
async function refusedKinds(
  cloudWatch: CloudWatchClient,
  fleet: string,
): Promise<readonly (readonly Dimension[])[]> {
  const kinds: (readonly Dimension[])[] = [];
  let next: string | undefined;
  do {
    const page = await cloudWatch.send(
      new ListMetricsCommand({
        Namespace: metricNamespace,
        MetricName: fleetMetrics.decisions,
        Dimensions: [
          { Name: 'fleet', Value: fleet },
          { Name: 'decision', Value: 'refused' },
        ],
        NextToken: next,
      }),
    );
    kinds.push(...(page.Metrics ?? []).map(({ Dimensions = [] }) => Dimensions));
    next = page.NextToken;
  } while (next !== undefined && kinds.length < mostReasons);
  return kinds.slice(0, mostReasons);
}

function countOf(dimensions: readonly Dimension[], count: number): RefusalCount {
  const of = (name: string) => dimensions.find(({ Name }) => Name === name)?.Value ?? 'unknown';
  const [source, reason] = [of('source'), of('reason')];
  const list = deviceQuery.safeParse({ happened: 'refused', refusal: `${source}:${reason}` });
  return { source, reason, count, words: reasonWords(reason), ...defined({ query: list.data }) };
}
