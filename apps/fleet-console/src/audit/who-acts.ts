import type { Caller } from '../cloud/console-cloud';

/** An act that must be done now does not wait for longer until it is known who does it. */
const mostMillis = 3_000;

/**
 * Who acts, for the audit. It is asked for at once, so that it is known when the first act comes; while AWS does not
 * say, it is who it was.
 */
export function whoActs(
  caller: () => Promise<Caller>,
  wait: (millis: number) => Promise<unknown>,
): () => Promise<string> {
  let latest = 'unknown';
  const ask = () =>
    caller().then(
      ({ arn }) => (latest = arn),
      () => latest,
    );
  void ask();
  return () => Promise.race([ask(), wait(mostMillis).then(() => latest)]);
}
