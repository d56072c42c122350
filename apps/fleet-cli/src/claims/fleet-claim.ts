import { ResourceNotFoundException, type CertificateStatus } from '@aws-sdk/client-iot';
import { forEachBounded } from '@fleet/bounded-work';
import type { ClaimRecord } from '@fleet/certificate-lifecycle';
import { certificateIdOf, findCertificate, policyTargets } from '@fleet/iot-registry';
import { RefusedError } from '../cli/operator-errors';
import type { Fleet } from '../fleet/fleet';
import { ifDeployed } from '../fleet/reading-fleet';

/** Releases before generations wrote claims that have none. */
const firstGeneration = 1;

/** Reads of DynamoDB and AWS IoT. There are as many claims as models, or some times that. */
const atOnce = 4;

/** A claim certificate of the fleet, as its record and AWS IoT have it. */
export interface FleetClaim {
  readonly certificateId: string;
  readonly model: string;
  readonly generation: number;
  readonly record: ClaimRecord;
  readonly status: CertificateStatus | undefined;
}

/**
 * The claims that carry the fleet's bootstrap policy and are on record. There are few: what costs time in a large fleet
 * is to read its devices.
 * @throws RefusedError when the fleet is not deployed
 */
export async function claimsOf(fleet: Fleet): Promise<readonly FleetClaim[]> {
  const claims: FleetClaim[] = [];
  await forEachBounded(claimCertificates(fleet), atOnce, async (certificateId) => {
    const record = await ifDeployed(fleet, fleet.registry.findClaim(certificateId));
    if (record !== undefined) {
      const status = (await findCertificate(fleet.iot, certificateId))?.status;
      const { model, generation = firstGeneration } = record;
      claims.push({ certificateId, model, generation, record, status });
    }
  });
  return claims.sort(
    (one, other) => one.model.localeCompare(other.model) || one.generation - other.generation,
  );
}

async function* claimCertificates({ iot, names, place }: Fleet): AsyncGenerator<string> {
  try {
    for await (const page of policyTargets(iot, names.bootstrapPolicy)) {
      yield* page.flatMap((target) => certificateIdOf(target) ?? []);
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw error;
    }
    throw new RefusedError(
      `The policy ${names.bootstrapPolicy} does not exist in ${place}: deploy the fleet ${names.resourceTag} first ` +
        '(infra:deploy), or give the right tag with --tag or FLEET_CONFIG.',
      { cause: error },
    );
  }
}

export interface ClaimChoice {
  readonly model: string;
  /** May be left out where the model has one claim alone. */
  readonly generation?: number | undefined;
}

/**
 * The claim that the operator means. Where a model has several, it is not guessed which one has leaked.
 * @throws RefusedError when there is none, or there are several
 */
export async function chosenClaim(fleet: Fleet, { model, generation }: ClaimChoice): Promise<FleetClaim> {
  const ofModel = (await claimsOf(fleet)).filter((claim) => claim.model === model);
  const generations = ofModel.map((claim) => claim.generation).join(', ');
  const matching = ofModel.filter((claim) => generation === undefined || claim.generation === generation);
  const [claim] = matching;
  if (claim === undefined) {
    const what = generation === undefined ? 'no claim' : `no claim of generation ${generation}`;
    const others = ofModel.length === 0 ? '' : ` It has: ${generations}.`;
    throw new RefusedError(
      `The model ${model} has ${what} in ${fleet.place}.${others} claims list shows all claims.`,
    );
  }
  if (matching.length > 1) {
    throw new RefusedError(
      generation === undefined
        ? `The model ${model} has claims of the generations ${generations}: say which one with --generation.`
        : `The model ${model} has ${matching.length} claims of generation ${generation}, which claims list shows. Deploy ` +
            'was interrupted twice at a time; raise claimGeneration, and revoke them with the AWS CLI.',
    );
  }
  return claim;
}

/** @param begins whether a sentence begins with it */
export function claimWords({ model, generation }: FleetClaim, begins = false): string {
  return begins
    ? `The claim of ${model}, generation ${generation},`
    : `the claim of ${model}, generation ${generation}`;
}
