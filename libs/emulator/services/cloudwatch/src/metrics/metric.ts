export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** What data are of: each set of dimensions is a metric of its own. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  /** Sorted by name: their order distinguishes nothing. */
  readonly dimensions: readonly Dimension[];
}

export function metricOf(namespace: string, name: string, dimensions: readonly Dimension[] = []): Metric {
  const sorted = dimensions.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return { namespace, name, dimensions: sorted };
}

/** The same for the same set of dimensions. */
export function dimensionsText({ dimensions }: Metric): string {
  return JSON.stringify(dimensions.map(({ name, value }) => [name, value]));
}
