import type { IotCore } from '@fleet/iot-core';
import type { IotHandlers } from './handlers';

/** What the fleet index covers. */
export function indexingHandlers({ indexing }: IotCore) {
  return {
    GetIndexingConfiguration: () => {
      const { things, groups } = indexing.get();
      return { thingIndexingConfiguration: things, thingGroupIndexingConfiguration: groups };
    },

    UpdateIndexingConfiguration: ({ thingIndexingConfiguration, thingGroupIndexingConfiguration }) => {
      indexing.update({ things: thingIndexingConfiguration, groups: thingGroupIndexingConfiguration });
      return {};
    },
  } satisfies IotHandlers;
}
