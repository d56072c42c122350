import { formatCertDate } from '@fleet/cert-dates';
import { isUnprovenOver, joinedOver, type DeviceRecord } from '@fleet/certificate-lifecycle';
import type { JoinedByClaim } from '@fleet/fleet-console-api';
import { claimsOf, counted, devicesOf, type Fleet, type Output } from '@fleet/fleet-operations';

interface Tally {
  joined: number;
  unproven: number;
  readonly days: Map<string, number>;
}

/** Who joined with which claim, and on which day, as far as the records reach: reads every record. */
export async function joinedByClaimOf(fleet: Fleet, output: Output): Promise<void> {
  const { claims } = await claimsOf(fleet);
  const tallies = new Map<string, Tally>(
    claims.map(({ certificateId }) => [certificateId, { joined: 0, unproven: 0, days: new Map() }]),
  );
  let read = 0;
  for await (const device of devicesOf(fleet)) {
    read += 1;
    tallies.forEach((tally, claim) => addTo(tally, claim, device));
    output.progress(() => `${counted(read, 'record')} read`);
  }
  const data: JoinedByClaim = {
    read,
    claims: claims.map(({ certificateId, model, generation }) => {
      const { joined = 0, unproven = 0, days = new Map<string, number>() } = tallies.get(certificateId) ?? {};
      const sorted = [...days].sort(([one], [other]) => one.localeCompare(other));
      return {
        certificateId,
        model,
        generation,
        joined,
        unproven,
        days: sorted.map(([day, count]) => ({ day, count })),
      };
    }),
  };
  await output.result(`${counted(read, 'record')} read.`, data);
}

function addTo(tally: Tally, claim: string, device: DeviceRecord): void {
  const first = joinedOver(device, claim);
  if (first !== undefined) {
    const day = formatCertDate(new Date(first.provenAt));
    tally.joined += 1;
    tally.days.set(day, (tally.days.get(day) ?? 0) + 1);
  }
  tally.unproven += device.certificates.filter(
    (each) => isUnprovenOver(each, claim) && each.service === 'in-service',
  ).length;
}
