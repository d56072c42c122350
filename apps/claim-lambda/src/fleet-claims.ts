import type { CustomResourceRequest } from '@fleet/custom-resource';
import type { DeviceConfigFile } from '@fleet/fleet-contract';
import type { Logger } from 'pino';
import { clientBundle } from './bundle/client-bundle';
import type { ClaimIssuing } from './claim/claim-issuing';
import { ensureClaim } from './claim/ensure-claim';
import { withdrawClaim } from './claim/withdraw-claim';
import type { ClaimProperties } from './claim-properties';

/** What the lambda needs of the outside to look after the claims of one fleet. */
export interface FleetClaims {
  issuing: ClaimIssuing;
  agent: () => Promise<Uint8Array>;
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

/**
 * Brings the claims of every configured model, and their client bundles, into being. Safe to repeat.
 * A model that the configuration has dropped keeps its claim: it is burnt into devices that may not have called yet.
 * @returns where the devices of these bundles connect
 * @throws ResourceTagChangedError
 */
export async function provideClaims(
  request: CustomResourceRequest<ClaimProperties>,
  fleet: FleetClaims,
): Promise<{ endpoint: string }> {
  refuseOtherTag(request);
  const [agent, config] = await Promise.all([fleet.agent(), fleet.deviceConfig()]);
  const rootCa = fleet.rootCa();
  for (const model of request.ResourceProperties.Models) {
    const claim = await ensureClaim(model, fleet.issuing);
    await fleet.issuing.store.saveBundle(model, clientBundle({ agent, config, model, claim, rootCa }));
    fleet.log.info({ model }, 'client bundle is in the bucket');
  }
  return { endpoint: config.endpoint };
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
    await withdrawClaim(model, await store.claim(model), fleet.issuing);
    fleet.log.info({ model }, 'removed the claim and its bundle');
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
