/** The result of some work, and how long it took by the monotonic clock. */
export async function timed<Result>(work: () => Promise<Result>): Promise<[result: Result, millis: number]> {
  const started = performance.now();
  const result = await work();
  return [result, performance.now() - started];
}
