import { endConnection, revokeCertificate, type ElapsingTime } from '@fleet/iot-registry';
import type { Output } from '../output/output';
import { counted } from '../output/words';
import type { FleetWithLogs } from '../fleet/fleet';
import { claimWords, type FleetClaim } from './fleet-claim';

/**
 * The provision hook has five seconds (developer guide, pre-provisioning-hook): what it let through, having read the
 * claim before its revocation was noted, is on record by then.
 */
const hooksSettleMillis = 10_000;

/** How far back the log is read: most connections of claims last for seconds. */
const seenHours = 24;
const hourMillis = 3_600_000;

/** Whoever has so many client ids gets new ones faster than they are ended. */
const mostClients = 1_000;

/** What became of the connections of a claim. */
export interface ClaimConnections {
  readonly seen: number;
  readonly ended: number;
}

/**
 * Revokes a claim: on record first, so that nothing issued over it comes into force any more, then in AWS IoT, then
 * its connections are ended, as far as they are known. Returns when the hooks that had read the claim before are done.
 * Safe to repeat.
 */
export async function endClaim(
  fleet: FleetWithLogs,
  output: Output,
  claim: FleetClaim,
  { wait }: Pick<ElapsingTime, 'wait'>,
): Promise<ClaimConnections> {
  const { certificateId } = claim;
  const noted = await fleet.registry.noteClaimRevoked(certificateId, fleet.now());
  const isThere = await revokeCertificate(fleet.iot, certificateId);
  output.say(
    `Revoked ${claimWords(claim)}${isThere ? '' : ', whose certificate AWS IoT does not have any more'}.`,
  );
  const connections = await endConnections(fleet, output, certificateId);
  const settlesAt = Date.parse(noted?.revokedAt ?? fleet.now().toISOString()) + hooksSettleMillis;
  const left = Math.min(hooksSettleMillis, settlesAt - fleet.now().getTime());
  if (left > 0) {
    output.say(`Waiting ${Math.ceil(left / 1_000)} s for what was let in a moment ago.`);
    await wait(left);
  }
  return connections;
}

async function endConnections(
  fleet: FleetWithLogs,
  { say, progress }: Output,
  certificateId: string,
): Promise<ClaimConnections> {
  const since = new Date(fleet.now().getTime() - seenHours * hourMillis);
  const ids = new Set<string>();
  let ended = 0;
  const words = () => `${counted(ids.size, 'client id')} found in the log, ${ended} disconnected`;
  for await (const clientId of fleet.seenClients.clientIds(certificateId, since)) {
    progress(words);
    if (ids.has(clientId) || ids.size >= mostClients) {
      continue;
    }
    ids.add(clientId);
    // By now it may be the device of that name, which a claim had only borrowed.
    if (await endConnection(fleet.iotData, clientId, 'is-kept')) {
      ended += 1;
    }
  }
  say(
    `${counted(ids.size, 'client id')} had connected with it in the last ${seenHours} hours; ${ended} disconnected.`,
  );
  say(notReached(fleet, ids.size));
  return { seen: ids.size, ended };
}

function notReached({ config }: FleetWithLogs, seen: number): string {
  const why = config.presenceRule
    ? 'client ids of the form claim:..., which no presence event is logged for'
    : 'any client id: presenceRule is off, so that no presence event is logged';
  const more = seen < mostClients ? '' : `, and those beyond the first ${mostClients}`;
  return `Not reached: connections under ${why}${more}. AWS IoT ends them within minutes, and nobody can connect with it again.`;
}
