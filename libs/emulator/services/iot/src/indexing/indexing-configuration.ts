import { json } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import { readInput } from '@fleet/input-fault';
import * as z from 'zod';
import { InvalidRequestException } from '../errors';

const schema = [
  `CREATE TABLE iot_indexing_configuration (
     one INTEGER PRIMARY KEY CHECK (one = 1),
     configuration TEXT NOT NULL
   ) STRICT;`,
];

const field = z.object({ name: z.string(), type: z.enum(['Number', 'String', 'Boolean']) });

export type IndexedField = z.output<typeof field>;

/** Fields whose types AWS IoT knows, by what has to be indexed for them (developer guide, managing-fleet-index). */
const managedFields = {
  registry: [
    { name: 'thingId', type: 'String' },
    { name: 'thingName', type: 'String' },
    { name: 'registry.version', type: 'Number' },
    { name: 'registry.thingTypeName', type: 'String' },
    { name: 'registry.thingGroupNames', type: 'String' },
  ],
  shadow: [
    { name: 'shadow.version', type: 'Number' },
    { name: 'shadow.hasDelta', type: 'Boolean' },
  ],
  connectivity: [
    { name: 'connectivity.timestamp', type: 'Number' },
    { name: 'connectivity.version', type: 'Number' },
    { name: 'connectivity.connected', type: 'Boolean' },
    { name: 'connectivity.disconnectReason', type: 'String' },
  ],
  groups: [
    { name: 'description', type: 'String' },
    { name: 'parentGroupNames', type: 'String' },
    { name: 'thingGroupId', type: 'String' },
    { name: 'thingGroupName', type: 'String' },
    { name: 'version', type: 'Number' },
  ],
} satisfies Record<string, IndexedField[]>;

/** Developer guide, managing-index: the custom fields that there can be, and what their names look like. */
const customFields = z
  .array(
    field.extend({
      name: z
        .string()
        .regex(/^(attributes|shadow|deviceDefender)\.[\w.*-]+$/, 'a custom field is named attributes.…'),
    }),
  )
  .max(5, 'there can be five custom fields');

const things = z
  .object({
    thingIndexingMode: z.enum(['OFF', 'REGISTRY', 'REGISTRY_AND_SHADOW']),
    thingConnectivityIndexingMode: z.enum(['OFF', 'STATUS']).default('OFF'),
    deviceDefenderIndexingMode: z.enum(['OFF', 'VIOLATIONS']).default('OFF'),
    namedShadowIndexingMode: z.enum(['OFF', 'ON']).default('OFF'),
    customFields: customFields.optional(),
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
  )
  .refine(
    ({ thingIndexingMode, customFields: fields = [] }) =>
      fields.every(({ name }) => thingIndexingMode === 'REGISTRY_AND_SHADOW' || !name.startsWith('shadow.')),
    'a custom field of the shadow can be indexed only where shadows are',
  );

const groups = z.object({
  thingGroupIndexingMode: z.enum(['OFF', 'ON']),
  customFields: customFields.optional(),
});

export type ThingIndexing = z.output<typeof things>;
export type ThingGroupIndexing = z.output<typeof groups>;

export interface IndexingSettings {
  readonly things: ThingIndexing;
  readonly groups: ThingGroupIndexing;
}

/** Off, as a new account has it. */
const defaultSettings: IndexingSettings = {
  things: things.parse({ thingIndexingMode: 'OFF' }),
  groups: { thingGroupIndexingMode: 'OFF' },
};

const stored = z.object({ things, groups });

/** The managed fields of the index of things, as this setting has it. */
export function managedFieldsOfThings(indexing: ThingIndexing): readonly IndexedField[] {
  const { thingIndexingMode, thingConnectivityIndexingMode } = indexing;
  if (thingIndexingMode === 'OFF') {
    return [];
  }
  return [
    ...managedFields.registry,
    ...(thingIndexingMode === 'REGISTRY_AND_SHADOW' ? managedFields.shadow : []),
    ...(thingConnectivityIndexingMode === 'STATUS' ? managedFields.connectivity : []),
  ];
}

export function managedFieldsOfGroups({
  thingGroupIndexingMode,
}: ThingGroupIndexing): readonly IndexedField[] {
  return thingGroupIndexingMode === 'ON' ? managedFields.groups : [];
}

/** What is indexed of things, as DescribeIndex names it (developer guide, managing-index, "Describing a thing index"). */
export function schemaOfThings(indexing: ThingIndexing): string {
  const { thingIndexingMode, thingConnectivityIndexingMode } = indexing;
  if (indexing.namedShadowIndexingMode === 'ON' || indexing.deviceDefenderIndexingMode === 'VIOLATIONS') {
    return 'MULTI_INDEXING_MODE';
  }
  return thingConnectivityIndexingMode === 'STATUS'
    ? `${thingIndexingMode}_AND_CONNECTIVITY_STATUS`
    : thingIndexingMode;
}

/** What of the registry the fleet index covers: one setting for the account. */
export class IndexingConfiguration {
  constructor(private readonly store: Store) {
    store.migrate('iot_indexing_configuration', schema);
  }

  get(): IndexingSettings {
    const row = this.store.get('SELECT configuration FROM iot_indexing_configuration');
    return row ? json(row, 'configuration', stored) : defaultSettings;
  }

  /** Replaces the half that is given, whole, and leaves the other. @throws InvalidRequestException */
  update(given: { things?: unknown; groups?: unknown }): void {
    const current = this.get();
    const next = readInput(
      stored,
      { things: given.things ?? current.things, groups: given.groups ?? current.groups },
      (fault) => new InvalidRequestException(fault),
    );
    this.store.run('INSERT OR REPLACE INTO iot_indexing_configuration VALUES (1, ?)', JSON.stringify(next));
  }
}
