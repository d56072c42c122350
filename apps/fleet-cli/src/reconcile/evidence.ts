import type { SeenProof, FleetWithLogs } from '@fleet/fleet-operations';

/** Which certificates have carried a connection as which device, and when the last time. */
export interface Evidence {
  lastSeen(serial: string, certificateId: string): Date | undefined;
}

export const noEvidence: Evidence = { lastSeen: () => undefined };

/**
 * What the proof handler makes of a certificate that has connected as its device: before the table was put back that it
 * is in force, and since then that it knows nothing of it. Whatever it has refused for another reason was refused by
 * rules that hold, and shows nothing.
 */
const refusedForTheRecord: ReadonlySet<string> = new Set([
  'unknown-device',
  'foreign-certificate',
  'unknown-certificate',
]);

/**
 * Reads the log of the proof handler once. AWS IoT itself says there with which certificate a device was connected; the
 * name alone would say nothing, as a claim may connect under any.
 */
export async function readEvidence(
  { seenClients }: Pick<FleetWithLogs, 'seenClients'>,
  since: Date,
  progress: (lines: number) => void,
): Promise<Evidence> {
  const seen = new Map<string, Date>();
  let lines = 0;
  for await (const proof of seenClients.proofs(since)) {
    lines += 1;
    progress(lines);
    const key = keyOf(proof.serial, proof.certificateId);
    const before = seen.get(key);
    if (isEvidence(proof) && (before === undefined || before < proof.at)) {
      seen.set(key, proof.at);
    }
  }
  return { lastSeen: (serial, certificateId) => seen.get(keyOf(serial, certificateId)) };
}

function isEvidence({ decision, reason }: SeenProof): boolean {
  if (decision === 'refused') {
    return refusedForTheRecord.has(reason);
  }
  return decision === 'moved' || decision === 'already-current';
}

/** A serial has no slash. */
function keyOf(serial: string, certificateId: string): string {
  return `${serial}/${certificateId}`;
}
