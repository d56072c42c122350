import type { Proof } from '@fleet/certificate-lifecycle';
import type { FleetInMemory } from './fleet-in-memory';

/**
 * What the proof handler does with a proof, in its order, as far as sweeps see it.
 * @returns whether it took it; one of a certificate that AWS IoT does not show active yet is brought to it again
 */
export async function deliverProof(
  { registry, active }: FleetInMemory,
  proof: Proof,
  retainDays = 30,
): Promise<boolean> {
  const { serial, certificateId, at } = proof;
  const record = await registry.find(serial);
  const onRecord = record?.certificates.find((each) => each.certificateId === certificateId);
  const isItsOwn = onRecord?.lostAt !== undefined || active.has(certificateId);
  if (record?.current !== certificateId && !isItsOwn) {
    return false;
  }
  const decision = await registry.proveCurrent(proof);
  const { retire } = decision;
  if (decision.outcome !== 'refused' && decision.reinstate !== undefined) {
    active.add(decision.reinstate);
  }
  if (decision.outcome !== 'refused' && decision.restoreDate !== undefined) {
    await registry.noteDateRestored(serial, certificateId);
  }
  for (const superseded of retire) {
    active.delete(superseded);
  }
  if (retire.length > 0) {
    await registry.noteRetired(serial, retire, { at, retainDays });
  }
  return true;
}
