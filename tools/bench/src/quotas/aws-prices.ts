/** Where a price was read: copies of pages, as none could be opened live. */
export const priceSources = {
  iotCore: 'AWS IoT Core pricing, the page’s examples, in a copy of September 2026, for Ireland and Canada',
  deviceManagement: 'AWS IoT Device Management pricing, the page’s examples, in a copy of September 2026',
  dynamoDb:
    'Amazon DynamoDB pricing, on demand, after the price cut of November 2024, as quoted in July 2025',
  lambda: 'AWS Lambda pricing, x86, as quoted in 2025 and in a copy of September 2026',
  scheduler: 'Amazon EventBridge pricing, as quoted in March 2026; the first 14 million a month are free',
  sqs: 'Amazon SQS pricing, standard queues, as quoted in 2020',
  cloudWatch:
    'Amazon CloudWatch pricing, logs as quoted in 2026; the price of metrics, and that it is for each hour, as known in 2025',
} as const;

export interface Price {
  readonly what: string;
  readonly dollars: number;
  /** What that buys. */
  readonly per: string;
  readonly source: keyof typeof priceSources;
}

const million = 1_000_000;
const perMillion = (what: string, dollars: number, source: Price['source']) =>
  ({ what, dollars, per: 'million', source }) satisfies Price;

/** List prices of us-east-1, without free tiers and without the discounts of large volumes. */
export const awsPrices = {
  messages: perMillion('messages of at most 5 KB, in or out', 1, 'iotCore'),
  registry: perMillion('registry operations of at most 1 KB', 1.25, 'iotCore'),
  indexUpdates: perMillion('updates of the fleet index of at most 1 KB', 2.25, 'deviceManagement'),
  indexQueries: perMillion('queries of the fleet index and of a device’s connection', 5, 'deviceManagement'),
  writeUnits: perMillion('write request units (1 KB)', 0.625, 'dynamoDb'),
  readUnits: perMillion('read request units (4 KB, strongly consistent)', 0.125, 'dynamoDb'),
  gigabyteSeconds: perMillion('GB-seconds of a function', 16.6667, 'lambda'),
  invocations: perMillion('invocations of a function', 0.2, 'lambda'),
  schedules: perMillion('invocations by a schedule', 1, 'scheduler'),
  queueRequests: perMillion('queue requests of at most 64 KB', 0.4, 'sqs'),
  logBytes: { what: 'log data', dollars: 0.5, per: 'GB', source: 'cloudWatch' },
  metrics: { what: 'a custom metric', dollars: 0.3, per: 'month', source: 'cloudWatch' },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof awsPrices;

/** Dollars for so many of what is priced. */
export function dollarsFor(priced: Priced, count: number): number {
  const { dollars, per } = awsPrices[priced];
  const unit = per === 'million' ? million : per === 'GB' ? 1e9 : 1;
  return (dollars * count) / unit;
}
