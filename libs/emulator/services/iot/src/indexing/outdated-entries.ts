import { matches } from '@fleet/fleet-index-query';
import type { Query } from '@fleet/fleet-index-query';
import { indexedValues } from './thing-document';
import type { ThingDocument } from './thing-document';

export interface OutdatedEntriesParts {
  /** By the names of the things: what the index has of those that have changed; undefined where it has nothing. */
  readonly entries: ReadonlyMap<string, ThingDocument | undefined>;
  readonly query: Query;
  /** Whether connectivity is indexed. */
  readonly connectivity: boolean;
  /** What the registry has of a thing. */
  readonly current: (thingName: string) => ThingDocument | undefined;
}

/** What a query finds in an index that lags, as against what it finds in the registry. */
export class OutdatedEntries {
  constructor(private readonly parts: OutdatedEntriesParts) {}

  /** Things that were found in the registry, as the index has them; those that it does not find are left out. */
  inPlaceOf(found: readonly ThingDocument[]): readonly ThingDocument[] {
    const { entries } = this.parts;
    return found.flatMap((document) => {
      const { thingName } = document.thing;
      return entries.has(thingName) ? this.findable(entries.get(thingName)) : document;
    });
  }

  /** Things that the query finds in the index and no more in the registry. */
  onlyInIndex(): readonly ThingDocument[] {
    return [...this.parts.entries].flatMap(([thingName, entry]) =>
      this.findable(this.parts.current(thingName)).length > 0 ? [] : this.findable(entry),
    );
  }

  /** By how much more things the query finds in the index than in the registry. */
  surplus(): number {
    const { entries, current } = this.parts;
    return [...entries].reduce(
      (sum, [thingName, entry]) =>
        sum + this.findable(entry).length - this.findable(current(thingName)).length,
      0,
    );
  }

  private findable(document: ThingDocument | undefined): readonly ThingDocument[] {
    const indexed = document && this.indexed(document);
    return indexed && matches(this.parts.query, indexedValues(indexed)) ? [indexed] : [];
  }

  private indexed(document: ThingDocument): ThingDocument {
    return this.parts.connectivity ? document : { ...document, connectivity: undefined };
  }
}
