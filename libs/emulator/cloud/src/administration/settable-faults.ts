import { faultDefinition, ImpossibleFaultError } from '@fleet/faults';
import type { Faults } from '@fleet/faults';
import { readInput } from '@fleet/input-fault';
import type { CloudFaults } from '../cloud-interface';

/** The faults that a cloud shows to who has started it. @param faults those of the cloud now: a reset exchanges them */
export function settableFaults(faults: () => Faults): CloudFaults {
  return {
    add: (given) => {
      const refuse = (fault: string) => new ImpossibleFaultError(`This is no fault: ${fault}`);
      return faults().add(readInput(faultDefinition, given, refuse)).id;
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
