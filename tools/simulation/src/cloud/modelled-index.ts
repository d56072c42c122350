import type { IoTClient } from '@aws-sdk/client-iot';
import { createFleetIndex, type FleetIndex } from '../../../../apps/rotation-lambda/src/find/fleet-index';
import type { CallWatch } from './call-watch';
import type { CloudState } from './cloud-state';
import { sweepQuery } from './sweep-query';

/** The index of the fleet. Of ten queries of a sweep, nine find nothing: those come to no client. */
export function modelledIndex(client: IoTClient, state: () => CloudState, watch: CallWatch): FleetIndex {
  const index = createFleetIndex(client);
  return {
    async search(queryString, next) {
      const finds = sweepQuery(queryString);
      if (state().things.some(({ attributes, groups }) => finds(attributes, groups))) {
        return index.search(queryString, next);
      }
      watch.before('SearchIndexCommand');
      await watch.after('SearchIndexCommand');
      return { things: [] };
    },
  };
}
