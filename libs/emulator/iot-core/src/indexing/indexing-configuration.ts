import type { Store } from '@fleet/emulator-store';
import * as z from 'zod';
import { InvalidRequestException } from '../errors';
import { json } from '../rows';

const SCHEMA = [
  `CREATE TABLE iot_indexing_configuration (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     configuration TEXT NOT NULL
   ) STRICT;`,
];

const field = z.object({
  name: z.string().optional(),
  type: z.enum(['Number', 'String', 'Boolean']).optional(),
});

const things = z
  .object({
    thingIndexingMode: z.enum(['OFF', 'REGISTRY', 'REGISTRY_AND_SHADOW']),
    thingConnectivityIndexingMode: z.enum(['OFF', 'STATUS']).default('OFF'),
    deviceDefenderIndexingMode: z.enum(['OFF', 'VIOLATIONS']).default('OFF'),
    namedShadowIndexingMode: z.enum(['OFF', 'ON']).default('OFF'),
    customFields: z.array(field).optional(),
    filter: z
      .object({
        namedShadowNames: z.array(z.string()).optional(),
        geoLocations: z
          .array(z.object({ name: z.string().optional(), order: z.enum(['LatLon', 'LonLat']).optional() }))
          .optional(),
      })
      .optional(),
  })
  .refine(
    (mode) => mode.thingIndexingMode !== 'OFF' || mode.thingConnectivityIndexingMode === 'OFF',
    'connectivity can be indexed only where things are',
  );

const groups = z.object({
  thingGroupIndexingMode: z.enum(['OFF', 'ON']),
  customFields: z.array(field).optional(),
});

export type ThingIndexing = z.output<typeof things>;
export type ThingGroupIndexing = z.output<typeof groups>;

export interface IndexingSettings {
  readonly things: ThingIndexing;
  readonly groups: ThingGroupIndexing;
}

/** Off, as a new account has it. */
const DEFAULT: IndexingSettings = {
  things: things.parse({ thingIndexingMode: 'OFF' }),
  groups: { thingGroupIndexingMode: 'OFF' },
};

const stored = z.object({ things, groups });

/** What of the registry the fleet index covers: one setting for the account. */
export class IndexingConfiguration {
  constructor(private readonly store: Store) {
    store.migrate('iot_indexing_configuration', SCHEMA);
  }

  get(): IndexingSettings {
    const row = this.store.get('SELECT configuration FROM iot_indexing_configuration');
    return row ? json(row, 'configuration', (value) => stored.parse(value)) : DEFAULT;
  }

  /** Replaces the half that is given, whole, and leaves the other. @throws InvalidRequestException */
  update(given: { things?: unknown; groups?: unknown }): void {
    const current = this.get();
    const next = stored.safeParse({
      things: given.things ?? current.things,
      groups: given.groups ?? current.groups,
    });
    if (!next.success) throw new InvalidRequestException(z.prettifyError(next.error));
    this.store.run(
      'INSERT OR REPLACE INTO iot_indexing_configuration VALUES (1, ?)',
      JSON.stringify(next.data),
    );
  }
}
