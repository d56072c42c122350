import { faultDefinition, ImpossibleFaultError } from '@fleet/faults';
import type { Faults } from '@fleet/faults';
import * as z from 'zod';
import type { CloudFaults } from '../cloud-interface';

/** The faults that a cloud shows to who has started it. @param faults those of the cloud now: a reset exchanges them */
export function settableFaults(faults: () => Faults): CloudFaults {
  return {
    add: (fault) => {
      const definition = faultDefinition.safeParse(fault);
      if (!definition.success) {
        throw new ImpossibleFaultError(`This is no fault: ${z.prettifyError(definition.error)}`);
      }
      return faults().add(definition.data).id;
    },
    fired: (id) => {
      const state = faults()
        .list()
        .find((each) => each.id === id);
      if (state === undefined) {
        throw new ImpossibleFaultError(`There is no fault "${id}": it was removed, or the cloud was reset`);
      }
      return state.fired;
    },
    remove: (id) => faults().remove(id),
    clear: () => {
      faults().clear();
    },
  };
}
