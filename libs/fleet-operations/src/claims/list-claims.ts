import assert from 'node:assert/strict';
import { isUnprovenOver, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { Output } from '../output/output';
import { tableLines } from '../output/text-table';
import { counted, minuteOf, shortId } from '../output/words';
import { devicesOf } from '../fleet/devices-of-fleet';
import type { Fleet } from '../fleet/fleet';
import { claimsOf, type FleetClaim } from './fleet-claim';

const header = [
  'model',
  'generation',
  'certificate',
  'in AWS IoT',
  'issued',
  'revoked',
  'joined',
  'unproven',
];

interface Tally {
  /** Devices that have proven a certificate of this claim, as far as their records reach. */
  joined: number;
  /** Certificates that are not retired and were never proven. */
  unproven: number;
}

/** The claims of the fleet, and how many devices came with each; counting reads the record of every device. */
export async function listClaims(
  fleet: Fleet,
  output: Output,
  { counts }: { readonly counts: boolean },
): Promise<void> {
  const { claims, unrecorded } = await claimsOf(fleet);
  const tallies = counts ? await count(fleet, output, claims) : undefined;
  const rows = claims.map((claim) => rowOf(claim, tallies?.get(claim.certificateId)));
  const [first, ...lines] = tableLines([header, ...rows]);
  assert(first !== undefined, 'The table has its header');
  if (!output.json) {
    await output.result(first, {});
  }
  for (const [index, claim] of claims.entries()) {
    const line = lines[index];
    assert(line !== undefined, 'Each claim has its line');
    await output.result(line, dataOf(claim, tallies?.get(claim.certificateId)));
  }
  if (!output.json) {
    output.say(counted(claims.length, 'claim'));
  }
  if (unrecorded.length > 0) {
    output.say(
      `${counted(unrecorded.length, 'certificate')} with the policy ${fleet.names.bootstrapPolicy}, and no record in ` +
        `${fleet.names.devicesTable}: ${unrecorded.join(', ')}. The provision hook refuses what has no record. Unless you ` +
        'know what it is for: aws iot update-certificate --new-status INACTIVE --certificate-id ID.',
    );
  }
}

async function count(
  fleet: Fleet,
  output: Output,
  claims: readonly FleetClaim[],
): Promise<ReadonlyMap<string, Tally>> {
  const tallies = new Map(claims.map(({ certificateId }) => [certificateId, { joined: 0, unproven: 0 }]));
  let read = 0;
  const tick = () => output.progress(() => `${counted(read, 'device')} read`);
  for await (const device of devicesOf(fleet)) {
    addTo(tallies, device);
    read += 1;
    tick();
  }
  return tallies;
}

function addTo(tallies: ReadonlyMap<string, Tally>, { certificates }: DeviceRecord): void {
  const joinedWith = new Set<Tally>();
  for (const certificate of certificates) {
    const tally = tallies.get(certificate.issuedOver);
    if (tally === undefined) {
      continue;
    }
    if (certificate.stage === 'proven') {
      joinedWith.add(tally);
    } else if (isUnprovenOver(certificate, certificate.issuedOver) && certificate.service === 'in-service') {
      tally.unproven += 1;
    }
  }
  for (const tally of joinedWith) {
    tally.joined += 1;
  }
}

function rowOf({ certificateId, model, generation, record, status }: FleetClaim, tally?: Tally): string[] {
  return [
    ...[model, String(generation), shortId(certificateId), status ?? 'gone'],
    ...[minuteOf(record.issuedAt), minuteOf(record.revokedAt)],
    ...[tally?.joined, tally?.unproven].map((number) => String(number ?? '-')),
  ];
}

function dataOf({ certificateId, model, generation, record, status }: FleetClaim, tally?: Tally): object {
  return {
    model,
    generation,
    certificateId,
    status: status ?? null,
    issuedAt: record.issuedAt,
    revokedAt: record.revokedAt ?? null,
    joined: tally?.joined ?? null,
    unproven: tally?.unproven ?? null,
  };
}
