import { PartlyDoneError, RefusedError } from '@fleet/fleet-operations';
import { ProofAheadError } from '../../../../apps/hook-lambda/src/proof/proof-handler';
import { FutureSweepError } from '../../../../apps/rotation-lambda/src/sweep/run-sweep';
import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { UnknownDeviceError } from '@fleet/device-registry';
import { certificateOf, recordOf } from '../cloud/cloud-state';
import { StoppedError } from '../cloud/fault-point';
import type { WorldEvent } from './world-event';
import type { Simulated } from './simulated';
import { holds, isStolen, serial, type World } from './world';

/** What a function or a command answers that has not done what was asked, and says so. */
const answers = [
  StoppedError,
  ProofAheadError,
  RefusedError,
  PartlyDoneError,
  FutureSweepError,
  UnknownDeviceError,
];

/**
 * Lets one event happen to the world that is simulated.
 * @param stopAfter so many calls of it change something, and then AWS answers no more
 * @returns how many of its calls have changed something
 */
export async function take(simulated: Simulated, event: WorldEvent, stopAfter?: number): Promise<number> {
  const { faults, world } = simulated;
  const before = recordOf(world, serial)?.current;
  faults.begin(stopAfter);
  try {
    await event.happens(simulated);
  } catch (error) {
    if (!answers.some((each) => error instanceof each)) {
      throw error;
    }
  }
  const { writes } = faults;
  remember(world, before);
  forget(world);
  return writes;
}

function remember(world: World, before: string | undefined): void {
  const { history } = world;
  const current = recordOf(world, serial)?.current;
  if (current === before) {
    return;
  }
  // The event may have warned it over that very certificate, as a proof may come while a sweep waits.
  if (history.heard?.certificateId !== current) {
    delete history.heard;
  }
  delete history.isUnblocking;
  if (current !== undefined) {
    delete history.isRemoved;
  }
  history.mayBeTaken &&= current === undefined || isStolen(world, current);
  if (before !== undefined) {
    history.past = [...history.past, before];
  }
}

/** Leaves out what nobody can come back to. */
function forget(world: World): void {
  const { thief, history, device, messages, now } = world;
  const kept = new Set(
    world.records.flatMap(({ certificates }) =>
      certificates.flatMap(({ certificateId, service }) => (service === 'deleted' ? [] : [certificateId])),
    ),
  );
  const isActive = (certificateId: string) => certificateOf(world, certificateId)?.status === 'ACTIVE';
  thief.certificates = thief.certificates.filter(
    ({ certificateId, tokenUntil }) =>
      tokenUntil >= now || kept.has(certificateId) || isActive(certificateId),
  );
  const isSpokenOf = (certificateId: string) =>
    holds(world, certificateId) ||
    isStolen(world, certificateId) ||
    messages.some(({ principal }) => principal === certificateId);
  world.certificates = world.certificates.filter(
    ({ certificateId, status }) =>
      status === 'ACTIVE' ||
      kept.has(certificateId) ||
      (isSpokenOf(certificateId) && isOfUse(world, certificateId)),
  );
  const isNamed = ({ current }: DeviceRecord, certificateId: string) =>
    kept.has(certificateId) || isSpokenOf(certificateId) || certificateId === current;
  world.records = world.records.map((each) => {
    const certificates = each.certificates.filter(({ certificateId }) => isNamed(each, certificateId));
    // The same record where nothing is left out, so that it is seen to be.
    return certificates.length === each.certificates.length ? each : { ...each, certificates };
  });
  history.past = history.past.filter((certificateId) => kept.has(certificateId));
  device.identities = device.identities.filter(
    ({ certificateId, state }) => state !== 'issued' || certificateOf(world, certificateId) !== undefined,
  );
}

/** What was never registered is of no use without its token. */
function isOfUse(world: World, certificateId: string): boolean {
  const tokens = [...world.device.identities, ...world.thief.certificates];
  const isPending = certificateOf(world, certificateId)?.status === 'PENDING_ACTIVATION';
  return (
    !isPending || tokens.some((each) => each.certificateId === certificateId && each.tokenUntil >= world.now)
  );
}
