import assert from 'node:assert/strict';
import { isUnprovenOver, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { Output } from '../cli/output';
import { progressOf } from '../cli/progress';
import { tableLines } from '../cli/text-table';
import { counted, minuteOf, shortId } from '../cli/words';
import type { Fleet } from '../fleet/fleet';
import { claimsOf, devicesOf, type FleetClaim } from './fleet-claim';

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
  const claims = await claimsOf(fleet);
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
}

async function count(
  fleet: Fleet,
  output: Output,
  claims: readonly FleetClaim[],
): Promise<ReadonlyMap<string, Tally>> {
  const tallies = new Map(claims.map(({ certificateId }) => [certificateId, { joined: 0, unproven: 0 }]));
  let read = 0;
  const tick = progressOf(output.say, () => `${counted(read, 'device')} read`);
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
    if (certificate.provenAt !== undefined) {
      joinedWith.add(tally);
    } else if (isUnprovenOver(certificate, certificate.issuedOver) && certificate.retiredAt === undefined) {
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
