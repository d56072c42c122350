import type { DeviceQuery } from '@fleet/fleet-console-api';
import { UsageError } from '@fleet/fleet-operations';

/** What a question is about that has no place in a query: where it goes on, and how far. */
type Asked = Exclude<keyof DeviceQuery, 'after' | 'limit'>;

/**
 * Who is asked answers what he knows; half an answer would look like a whole one.
 * @param whom as in "The records"
 * @throws UsageError for a part of the query that he does not know
 */
export function askedOf(whom: string, query: DeviceQuery, known: readonly Asked[]): void {
  const { after: _after, limit: _limit, ...asked } = query;
  const knownNames: readonly string[] = known;
  const strange = Object.keys(asked).filter((name) => !knownNames.includes(name));
  if (strange.length > 0) {
    throw new UsageError(
      `${whom} know nothing of ${strange.map((name) => `"${name}"`).join(' and ')}: leave that out, or the rest.`,
    );
  }
}
