import type { CustomResourceRequest } from '@fleet/custom-resource';
import { firstSlot } from '@fleet/fleet-contract';
import type { ClaimProperties } from '../claim-properties';
import type { ClaimIssuing, ClaimPlace } from './claim-issuing';
import { isReadable, noteRevoked, type ClaimOutOfForce } from './ensure-claim';

/** The claim that a model is to have, and those that it had before. */
export interface ModelClaims {
  readonly place: ClaimPlace;
  readonly earlier: readonly ClaimPlace[];
}

/**
 * Which of a model's claims a request is about. Releases before generations had one slot, whichever generation was
 * configured: what lies there is of the generation that the stack had when it was first raised, as its record says
 * from then on.
 */
export async function claimsOf(
  model: string,
  { ResourceProperties, OldResourceProperties }: CustomResourceRequest<ClaimProperties>,
  { store }: Pick<ClaimIssuing, 'store'>,
): Promise<ModelClaims> {
  const generation = ResourceProperties.ClaimGeneration;
  const before = OldResourceProperties?.ClaimGeneration ?? generation;
  const slots = await store.slots(model);
  const first = { model, slot: firstSlot };
  const record = slots.includes(firstSlot) ? await store.record(first) : undefined;
  const noted = isReadable(record) ? record.generation : undefined;
  const firstGeneration = noted ?? Math.min(before, generation);
  const isOwn = slots.includes(generation) || !slots.includes(firstSlot) || firstGeneration !== generation;
  const slot = isOwn ? generation : firstSlot;
  if (slot !== firstSlot && isReadable(record) && noted === undefined) {
    await store.saveRecord(first, { ...record, generation: firstGeneration });
  }
  const earlier = slots
    .filter((each) => each !== slot)
    .map((each) => ({ model, slot: each, generation: each === firstSlot ? firstGeneration : each }));
  return { place: { model, slot, generation }, earlier };
}

/**
 * Looks at a claim of another generation, which devices in boxes may have. Nothing of it is changed; that it is revoked,
 * or deleted, is noted.
 * @returns it where it is paused
 */
export async function examineOther(
  place: ClaimPlace,
  issuing: ClaimIssuing,
): Promise<ClaimOutOfForce | undefined> {
  const record = await issuing.store.record(place);
  if (!isReadable(record)) {
    return undefined;
  }
  const { certificateId, issuedAt } = record;
  const status = (await issuing.authority.find(certificateId))?.status;
  // Somebody has deleted what is gone: its record says that it was in force.
  if (status === 'REVOKED' || status === undefined) {
    await noteRevoked({ ...place, certificateId, issuedAt }, issuing);
  }
  return status === 'INACTIVE' ? { ...place, why: 'paused', certificateId } : undefined;
}
