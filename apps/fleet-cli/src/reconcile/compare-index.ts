import { thingAttributes } from '@fleet/fleet-contract';
import { RefusedError, type Fleet, fleetQuery, searchThings } from '@fleet/fleet-operations';

export interface IndexDifference {
  readonly serial?: string;
  readonly words: string;
}

/** What a thing has as its date; `just-written` is not in the index yet. */
export type ShownDate = { readonly date: string | undefined } | 'just-written';

const lag = 'if it stays so for some minutes, change an attribute of the thing, which has it indexed again';

/**
 * Where the fleet index differs from the registry.
 * @param dates of the things that the registry has in the fleet's group, by their names
 */
export async function* indexDifferences(
  fleet: Fleet,
  dates: ReadonlyMap<string, ShownDate>,
): AsyncGenerator<IndexDifference> {
  const indexed = new Set<string>();
  let next: string | undefined;
  try {
    do {
      const page = await searchThings(fleet, fleetQuery(fleet), next);
      for (const { thingName: serial = '', attributes = {} } of page.things) {
        indexed.add(serial);
        const words = differenceOf(attributes[thingAttributes.certIssuance], serial, dates);
        if (words !== undefined) {
          yield { serial, words };
        }
      }
      next = page.next;
    } while (next !== undefined);
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      throw error;
    }
    yield { words: error.message };
    return;
  }
  for (const serial of dates.keys()) {
    if (!indexed.has(serial)) {
      yield { serial, words: `the fleet index does not have it: the daily sweep does not find it; ${lag}` };
    }
  }
}

function differenceOf(
  indexed: string | undefined,
  serial: string,
  dates: ReadonlyMap<string, ShownDate>,
): string | undefined {
  const shown = dates.get(serial);
  if (shown === undefined) {
    return `the fleet index has it, and the fleet's group does not; ${lag}`;
  }
  return shown === 'just-written' || shown.date === indexed
    ? undefined
    : `the fleet index has the date ${indexed ?? 'none'}, and the thing ${shown.date ?? 'none'}; ${lag}`;
}
