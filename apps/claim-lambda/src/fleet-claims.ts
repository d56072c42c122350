import { createHash } from 'node:crypto';
import type { CustomResourceRequest } from '@fleet/custom-resource';
import type { DeviceConfigFile } from '@fleet/fleet-contract';
import type { Logger } from 'pino';
import { clientBundle, type AgentNotices } from './bundle/client-bundle';
import type { ClaimIssuing } from './claim/claim-issuing';
import { claimsOf, examineOther } from './claim/claim-generations';
import { ensureClaim, type ClaimOutOfForce } from './claim/ensure-claim';
import { withdrawClaim } from './claim/withdraw-claim';
import type { ClaimProperties } from './claim-properties';

/** What the lambda needs of the outside to look after the claims of one fleet. */
export interface FleetClaims {
  issuing: ClaimIssuing;
  agent: () => Promise<Uint8Array>;
  /** Of that agent. */
  notices: () => Promise<AgentNotices>;
  deviceConfig: () => Promise<DeviceConfigFile>;
  rootCa: () => string;
  /** How many devices still hold an identity of this fleet; counting may stop at the first. */
  remainingDevices: () => Promise<RemainingDevices>;
  /** Deletes the policies of claims and devices, when nobody carries them any more. */
  removePolicies: () => Promise<void>;
  log: Logger;
}

export interface RemainingDevices {
  things: readonly string[];
  certificates: number;
}

/** The resource tag names everything that is burnt into devices: changing it would orphan them. */
export class ResourceTagChangedError extends Error {
  override readonly name = 'ResourceTagChangedError';
  constructor(from: string, to: string) {
    super(
      `The resource tag cannot change from "${from}" to "${to}": devices in the field carry names derived from it. ` +
        'Deploy a second stack with the new tag instead.',
    );
  }
}

/** Deleting the stack would cut devices off. */
export class DevicesRemainError extends Error {
  override readonly name = 'DevicesRemainError';
  constructor(remaining: RemainingDevices) {
    const example = remaining.things[0] === undefined ? '' : ` (for example ${remaining.things[0]})`;
    super(
      `Devices of this fleet still exist${example}: run "npx nx run infra:decommission" first. Nothing was deleted.`,
    );
  }
}

/** Devices that carry this claim cannot provision any more, and nothing can bring its certificate back. */
export class ClaimGoneError extends Error {
  override readonly name = 'ClaimGoneError';
  constructor({ model, generation, certificateId }: ClaimOutOfForce) {
    super(
      `The certificate ${certificateId} of the claim of ${model}, generation ${generation}, is gone from AWS IoT: ` +
        'devices that have this claim cannot provision. Raise claimGeneration in the configuration and deploy again; ' +
        'the model then gets another claim, for devices that are flashed from then on.',
    );
  }
}

/**
 * Brings the claims of every configured model, and their client bundles, into being. Safe to repeat.
 * A model that the configuration has dropped keeps its claim: it is burnt into devices that may not have called yet.
 * So does a claim of another generation, and one that is paused, revoked, or without its key.
 * @returns where the devices of these bundles connect, and what was left as it is
 * @throws ResourceTagChangedError, ClaimGoneError
 */
export async function provideClaims(
  request: CustomResourceRequest<ClaimProperties>,
  fleet: FleetClaims,
): Promise<{ endpoint: string; outOfForce: readonly ClaimOutOfForce[] }> {
  refuseOtherTag(request);
  const [agent, notices, config] = await Promise.all([fleet.agent(), fleet.notices(), fleet.deviceConfig()]);
  const rootCa = fleet.rootCa();
  const outOfForce: ClaimOutOfForce[] = [];
  for (const model of request.ResourceProperties.Models) {
    const { place, earlier } = await claimsOf(model, request, fleet.issuing);
    const claim = await ensureClaim(place, fleet.issuing);
    if (claim.inForce) {
      const bundle = clientBundle({ agent, notices, config, model, claim: claim.identity, rootCa });
      await fleet.issuing.store.saveBundle(model, bundle);
      fleet.log.info({ model, generation: place.generation }, 'client bundle is in the bucket');
    } else {
      await refuseGone(claim, request, fleet);
      outOfForce.push(claim);
    }
    for (const other of earlier) {
      const paused = await examineOther(other, fleet.issuing);
      if (paused !== undefined) {
        outOfForce.push(paused);
      }
    }
  }
  return { endpoint: config.endpoint, outOfForce };
}

/**
 * Fails for a claim whose certificate is gone, but not when CloudFormation then rolls the change back: it could not go
 * on, and the stack would be stuck. The change that is rolled back is the one that was refused.
 * @throws ClaimGoneError
 */
async function refuseGone(
  claim: ClaimOutOfForce,
  { ResourceProperties: to, OldResourceProperties: from }: CustomResourceRequest<ClaimProperties>,
  { issuing: { store } }: FleetClaims,
): Promise<void> {
  if (claim.why !== 'gone') {
    return;
  }
  if (from !== undefined && (await store.refusal(claim.model)) === digestOf(from)) {
    return;
  }
  await store.saveRefusal(claim.model, digestOf(to));
  throw new ClaimGoneError(claim);
}

function digestOf(properties: ClaimProperties): string {
  return createHash('sha256').update(JSON.stringify(properties)).digest('hex');
}

/**
 * Takes back what {@link provideClaims} ever made, dropped models included, and then the policies. Safe to repeat.
 * @throws DevicesRemainError before anything is touched
 */
export async function removeClaims(fleet: FleetClaims): Promise<void> {
  const remaining = await fleet.remainingDevices();
  if (remaining.things.length > 0 || remaining.certificates > 0) {
    throw new DevicesRemainError(remaining);
  }
  const { store } = fleet.issuing;
  for (const model of await store.models()) {
    for (const slot of await store.slots(model)) {
      const place = { model, slot };
      await withdrawClaim(place, await store.claim(place), fleet.issuing);
    }
    await store.removeModel(model);
    fleet.log.info({ model }, 'removed the claims and the bundle');
  }
  await fleet.removePolicies();
}

/**
 * The physical id says whose claims these are. The properties from before do not: when CloudFormation rolls a refused
 * change back, they are the refused ones, and the roll-back would be refused too.
 */
function refuseOtherTag({
  PhysicalResourceId: known,
  ResourceProperties,
}: CustomResourceRequest<ClaimProperties>): void {
  const now = ResourceProperties.ResourceTag;
  if (known === undefined || known === claimsId(now)) {
    return;
  }
  throw new ResourceTagChangedError(known.slice(0, -claimsSuffix.length), now);
}

const claimsSuffix = '-claims';

/** The physical id of the claim resource of the fleet with this resource tag. */
export function claimsId(resourceTag: string): string {
  return `${resourceTag}${claimsSuffix}`;
}
