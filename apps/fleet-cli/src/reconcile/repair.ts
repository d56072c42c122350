import { thingAttributes } from '@fleet/fleet-contract';
import { addToGroup, mergeAttributes } from '@fleet/iot-registry';
import type { Fleet } from '@fleet/fleet-operations';
import type { Repair } from './differences';

/** `left`: the rules of the record do not admit it, or it changed meanwhile. */
export type RepairOutcome = 'repaired' | 'left';

/** Does one thing, in one call: whatever interrupts it, it is done or it is not. Safe to repeat. */
export async function carryOut(fleet: Fleet, serial: string, repair: Repair): Promise<RepairOutcome> {
  const { registry, iot, names } = fleet;
  switch (repair.does) {
    case 'restore':
      return (await registry.restore(repair.restoration)) === 'restored' ? 'repaired' : 'left';
    case 'prove': {
      const { certificateId, at } = repair;
      // By the proof handler's own rules: a claim that has fallen has nothing come into force.
      const decision = await registry.proveCurrent({ serial, certificateId, source: 'presence', at });
      return decision.outcome === 'refused' ? 'left' : 'repaired';
    }
    case 'add-to-group':
      await addToGroup(iot, names.thingGroup, serial);
      return 'repaired';
    case 'write-date': {
      const isThere = await mergeAttributes(iot, serial, { [thingAttributes.certIssuance]: repair.date });
      return isThere ? 'repaired' : 'left';
    }
  }
}
