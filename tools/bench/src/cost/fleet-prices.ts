import { awsPrices, priceSources, type Price } from '../quotas/aws-prices';

/** Where the further prices were read, in copies. */
const furtherSources = {
  connectivity: 'AWS IoT Core pricing, the page’s example for Ireland, in a copy of 20 September 2026',
  rules: 'AWS IoT Core pricing, us-east-1, as public projects quote it; no copy of the page was found',
  tables: 'Amazon DynamoDB pricing, us-east-1, as public projects quote it; no copy of the page was found',
  watching: 'Amazon CloudWatch pricing, us-east-1, as quoted in June 2026',
  keys: 'AWS KMS pricing, as known in 2025; not confirmed',
} as const;

export const fleetPriceSources = { ...priceSources, ...furtherSources } as const;

interface FleetPrice extends Omit<Price, 'source'> {
  readonly source: keyof typeof fleetPriceSources;
}

const million = 1_000_000;
const gigabyte = 1e9;
const perMillion = (what: string, dollars: number, source: FleetPrice['source']) =>
  ({ what, dollars, per: 'million', source }) as const satisfies FleetPrice;
const perStored = (what: string, dollars: number, source: FleetPrice['source']) =>
  ({ what, dollars, per: 'GB and month', source }) as const satisfies FleetPrice;
const perMonth = (what: string, dollars: number, source: FleetPrice['source']) =>
  ({ what, dollars, per: 'month', source }) as const satisfies FleetPrice;

const { messages, registry, indexUpdates, writeUnits, readUnits, gigabyteSeconds, invocations } = awsPrices;

/** What a fleet pays for beside its sweeps: list prices, without free tiers and the discounts of large volumes. */
export const fleetPrices = {
  connectionMinutes: perMillion('minutes of connection', 0.08, 'connectivity'),
  messages,
  rules: perMillion('rules triggered', 0.15, 'rules'),
  actions: perMillion('actions of rules', 0.15, 'rules'),
  registry,
  indexUpdates,
  invocations,
  gigabyteSeconds,
  writeUnits,
  readUnits,
  tableBytes: perStored('data in tables', 0.25, 'tables'),
  recoveryBytes: perStored('point-in-time recovery of tables', 0.2, 'tables'),
  logBytes: awsPrices.logBytes,
  keptLogBytes: perStored('logs that are kept', 0.03, 'watching'),
  metrics: awsPrices.metrics,
  alarmMetrics: perMonth('a metric that an alarm watches', 0.1, 'watching'),
  dashboards: perMonth('a dashboard', 3, 'watching'),
  keys: perMonth('a key of KMS', 1, 'keys'),
} as const satisfies Record<string, FleetPrice>;

export type FleetPriced = keyof typeof fleetPrices;

/** How much of each priced thing is used; of what is not named, nothing. */
export type Used = Readonly<Partial<Record<FleetPriced, number>>>;

export function dollarsOf(used: Used): number {
  return fleetPriced.reduce((sum, name) => sum + dollarsFor(name, used[name] ?? 0), 0);
}

export const fleetPriced = [
  'connectionMinutes',
  'messages',
  'rules',
  'actions',
  'registry',
  'indexUpdates',
  'invocations',
  'gigabyteSeconds',
  'writeUnits',
  'readUnits',
  'tableBytes',
  'recoveryBytes',
  'logBytes',
  'keptLogBytes',
  'metrics',
  'alarmMetrics',
  'dashboards',
  'keys',
] as const satisfies readonly FleetPriced[];

function dollarsFor(priced: FleetPriced, count: number): number {
  const { dollars, per } = fleetPrices[priced];
  const unit = per === 'million' ? million : per.startsWith('GB') ? gigabyte : 1;
  return (dollars * count) / unit;
}
