import { ResourceNotFoundException } from '../errors';
import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import { managedFieldsOfGroups, managedFieldsOfThings, schemaOfThings } from './indexing-configuration';
import { thingIndex } from './fleet-index';

const groupIndex = 'AWS_ThingGroups';

/** What the fleet index covers, and which indexes there are. */
export function indexingHandlers({ indexing }: ControlPlane) {
  /** The indexes of the account and what each covers. */
  const indexes = (): ReadonlyMap<string, string> => {
    const { things, groups } = indexing.get();
    return new Map([
      ...(things.thingIndexingMode === 'OFF' ? [] : [[thingIndex, schemaOfThings(things)] as const]),
      ...(groups.thingGroupIndexingMode === 'OFF' ? [] : [[groupIndex, 'REGISTRY'] as const]),
    ]);
  };
  return {
    GetIndexingConfiguration: () => {
      const { things, groups } = indexing.get();
      return {
        thingIndexingConfiguration: { ...things, managedFields: [...managedFieldsOfThings(things)] },
        thingGroupIndexingConfiguration: { ...groups, managedFields: [...managedFieldsOfGroups(groups)] },
      };
    },

    UpdateIndexingConfiguration: ({ thingIndexingConfiguration, thingGroupIndexingConfiguration }) => {
      indexing.update({ things: thingIndexingConfiguration, groups: thingGroupIndexingConfiguration });
      return {};
    },

    /** An index is what the registry's tables hold: there is nothing to build before it is ready. */
    DescribeIndex: ({ indexName }) => {
      const schema = indexes().get(indexName);
      if (schema === undefined) {
        throw new ResourceNotFoundException(`Index ${indexName} does not exist: its indexing is off`);
      }
      return { indexName, indexStatus: 'ACTIVE', schema };
    },

    ListIndices: () => ({ indexNames: [...indexes().keys()] }),
  } satisfies IotHandlers;
}
