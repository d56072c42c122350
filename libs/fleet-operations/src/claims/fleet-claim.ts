import { ResourceNotFoundException, type CertificateStatus } from '@aws-sdk/client-iot';
import { forEachBounded } from '@fleet/bounded-work';
import type { ClaimRecord } from '@fleet/certificate-lifecycle';
import { certificateIdOf, findCertificate, policyTargets } from '@fleet/iot-registry';
import { NotDeployedError, RefusedError } from '../operator-errors';
import type { Fleet } from '../fleet/fleet';
import { ifDeployed } from '../fleet/reading-fleet';

/** Releases before generations wrote claims that have none. */
const firstGeneration = 1;

/** Reads of AWS IoT. There are as many claims as models, or some times that. */
const atOnce = 4;

/** A claim certificate of the fleet, as its record and AWS IoT have it. */
export interface FleetClaim {
  readonly certificateId: string;
  readonly model: string;
  readonly generation: number;
  readonly record: ClaimRecord;
  readonly status: CertificateStatus | undefined;
}

export interface FleetClaims {
  readonly claims: readonly FleetClaim[];
  /** Ids of certificates that carry the bootstrap policy and are on no record. The hook lets them provision nothing. */
  readonly unrecorded: readonly string[];
}

/**
 * All claims of the fleet. They are looked up in the fleet's own record, as a claim whose policy was detached has issued
 * certificates all the same; and by the bootstrap policy, which may be on a certificate that no record has.
 * @throws RefusedError when the fleet is not deployed
 */
export async function claimsOf(fleet: Fleet): Promise<FleetClaims> {
  const records = await recordedClaims(fleet);
  const carriers = await policyCarriers(fleet);
  if (records.length === 0 && carriers === undefined) {
    throw notDeployed(fleet);
  }
  const claims: FleetClaim[] = [];
  await forEachBounded(records, atOnce, async (record) => {
    const { certificateId, model, generation = firstGeneration } = record;
    const status = (await findCertificate(fleet.iot, certificateId))?.status;
    claims.push({ certificateId, model, generation, record, status });
  });
  claims.sort((one, other) => one.model.localeCompare(other.model) || one.generation - other.generation);
  const recorded = new Set(records.map(({ certificateId }) => certificateId));
  return { claims, unrecorded: (carriers ?? []).filter((id) => !recorded.has(id)) };
}

async function recordedClaims(fleet: Fleet): Promise<readonly ClaimRecord[]> {
  const records: ClaimRecord[] = [];
  let start: string | undefined;
  do {
    const page = await ifDeployed(fleet, fleet.registry.listClaims(start));
    records.push(...page.claims);
    start = page.next;
  } while (start !== undefined);
  return records;
}

/** Ids of the certificates that have the bootstrap policy; nothing where there is no such policy. */
async function policyCarriers({ iot, names }: Fleet): Promise<readonly string[] | undefined> {
  const ids: string[] = [];
  try {
    for await (const page of policyTargets(iot, names.bootstrapPolicy)) {
      ids.push(...page.flatMap((target) => certificateIdOf(target) ?? []));
    }
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) {
      throw error;
    }
    return undefined;
  }
  return ids;
}

function notDeployed({ names, place }: Fleet): NotDeployedError {
  return new NotDeployedError(
    `The policy ${names.bootstrapPolicy} does not exist in ${place}: deploy the fleet ${names.resourceTag} first ` +
      '(infra:deploy), or give the right tag with --tag or FLEET_CONFIG.',
  );
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
  const { claims } = await claimsOf(fleet);
  const ofModel = claims.filter((claim) => claim.model === model);
  const generations = ofModel.map((claim) => claim.generation).join(', ');
  const matching = ofModel.filter((claim) => generation === undefined || claim.generation === generation);
  const [claim] = matching;
  if (claim === undefined) {
    const what = generation === undefined ? 'no claim' : `no claim of generation ${generation}`;
    const others = ofModel.length === 0 ? '' : ` It has: ${generations}.`;
    throw new RefusedError(`The model ${model} has ${what} in ${fleet.place}.${others}`, {
      next: { step: 'list-claims' },
    });
  }
  if (matching.length > 1) {
    throw generation === undefined
      ? new RefusedError(`The model ${model} has claims of the generations ${generations}: say which one.`, {
          next: { step: 'choose-generation' },
        })
      : new RefusedError(
          `The model ${model} has ${matching.length} claims of generation ${generation}. Deploy was interrupted twice at ` +
            'a time; raise claimGeneration, and revoke them with the AWS CLI.',
          { next: { step: 'list-claims' } },
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
