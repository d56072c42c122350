import { InvalidRequestException, SearchIndexCommand, type IoTClient } from '@aws-sdk/client-iot';
import { foundThingOf, type FoundThing } from './found-thing';

export interface FoundPage {
  readonly things: readonly FoundThing[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** The fleet index: unsorted, and some seconds behind. */
export interface FleetIndex {
  /** `begin-anew`: it does not know the place `next` any more, as after a pause between two rounds. */
  search(queryString: string, next: string | undefined): Promise<FoundPage | 'begin-anew'>;
}

/** The most that SearchIndex answers at once (API reference, maxResults). */
const pageSize = 100;

/** {@link FleetIndex} over the AWS SDK. Needs `iot:SearchIndex` on the index `AWS_Things`. */
export function createFleetIndex(iot: IoTClient): FleetIndex {
  return {
    async search(queryString, nextToken) {
      const page = await iot
        .send(new SearchIndexCommand({ queryString, maxResults: pageSize, nextToken }))
        .catch((error: unknown) => {
          if (nextToken !== undefined && error instanceof InvalidRequestException) {
            return undefined;
          }
          throw error;
        });
      if (page === undefined) {
        return 'begin-anew';
      }
      const things = (page.things ?? []).flatMap((document) => foundThingOf(document) ?? []);
      return page.nextToken === undefined ? { things } : { things, next: page.nextToken };
    },
  };
}
