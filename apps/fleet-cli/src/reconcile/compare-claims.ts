import { certificateIdOf, findCertificate, policyTargets } from '@fleet/iot-registry';
import { shortId, type Fleet, ifDeployed } from '@fleet/fleet-operations';

export interface ClaimDifference {
  readonly certificateId: string;
  readonly kind: 'claim-revoked' | 'claim-not-on-record';
  readonly words: string;
  /** Whether its record is to say that it is revoked. */
  readonly isRepairable: boolean;
}

/** Claims that AWS IoT has as revoked and the table does not, and those that the table does not have. */
export async function* claimDifferences(fleet: Fleet): AsyncGenerator<ClaimDifference> {
  const { iot, names, registry } = fleet;
  for await (const page of policyTargets(iot, names.bootstrapPolicy)) {
    for (const target of page) {
      const certificateId = certificateIdOf(target);
      if (certificateId === undefined) {
        continue;
      }
      const record = await ifDeployed(fleet, registry.findClaim(certificateId));
      const status = (await findCertificate(iot, certificateId))?.status;
      const claim = `the claim ${shortId(certificateId)}`;
      if (record === undefined) {
        const words =
          `${claim} (${status ?? 'gone'}) is not on record, so nobody can join with it: a deploy that changes something of ` +
          'the claims puts the one of the configured generation on record again';
        yield { certificateId, kind: 'claim-not-on-record', words, isRepairable: false };
      } else if (status === 'REVOKED' && record.revokedAt === undefined) {
        const words = `${claim} is REVOKED, and its record does not say so: what was never proven could come into force`;
        yield { certificateId, kind: 'claim-revoked', words, isRepairable: true };
      }
    }
  }
}
