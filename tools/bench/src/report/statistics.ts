/** The value below which a share of the sample lies, by linear interpolation between ranks. */
export function quantile(sample: readonly number[], share: number): number {
  if (sample.length === 0 || share < 0 || share > 1) {
    throw new RangeError('a quantile needs a sample that is not empty, and a share from 0 to 1');
  }
  const sorted = sample.toSorted((one, other) => one - other);
  const rank = (sorted.length - 1) * share;
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? 0;
  return below + (above - below) * (rank - Math.floor(rank));
}

export const median = (sample: readonly number[]): number => quantile(sample, 0.5);
