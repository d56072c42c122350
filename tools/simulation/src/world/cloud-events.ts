import {
  blockDevice,
  chosenClaim,
  permitDevice,
  revokePermits,
  unblockDevice,
} from '@fleet/fleet-operations';
import { isLetIn, recordOf } from '../cloud/cloud-state';
import { silentOutput } from '../cloud/fleet-functions';
import type { Simulated } from './simulated';
import { isTakenForLost, serial, type Message, type World } from './world';

const hourMillis = 3_600_000;
export const dayMillis = 24 * hourMillis;

/** What the hours are that the operator gives a permit for. */
const permitHours = 24;

/** In whole days: whatever else a rule waits for, tokens and the hour of a block, has passed by the next day. */
export function timePasses({ world }: Simulated, millis = dayMillis): void {
  world.now = new Date(Date.parse(world.now) + millis).toISOString();
}

/**
 * Lambda calls the proof handler, and again when it fails: twice, and then the message is lost. Not the one message that
 * brings a device back which connected in the very moment in which a sweep took its certificate for lost: that it meets
 * such a sweep, and that Lambda loses what it has to say, are two accidents, and take an operator.
 */
export async function delivers({ world, fleet }: Simulated, message: Message): Promise<void> {
  const { failures, source } = message;
  world.messages = world.messages.filter((each) => each !== message);
  try {
    await (source === 'arrival' ? fleet.arrival(message) : fleet.proof(proofEventOf(message)));
  } catch (error) {
    if (failures < 2 || isTakenForLost(world, message.principal)) {
      world.messages = [...world.messages, { ...message, failures: failures + 1 }];
    }
    throw error;
  }
}

/** Everything arrives that is on its way, and whatever comes of that. */
export async function deliversAll(simulated: Simulated): Promise<void> {
  const { world } = simulated;
  for (let [message] = world.messages; message !== undefined; [message] = world.messages) {
    await delivers(simulated, message);
  }
}

/** What the topic rule hands to the proof handler. */
export function proofEventOf({ principal, clientId, source, publisher, moment }: Message): object {
  const at = Date.parse(moment);
  const member = source === 'presence' ? { connectedAt: at } : { at };
  return { principal, clientId, source, publisher, ...member };
}

export function loses({ world }: Simulated, message: Message): void {
  world.messages = world.messages.filter((each) => each !== message);
}

let owners = 0;

/** @param scheduledTime of the day that it is the sweep of */
export async function sweeps({ fleet }: Simulated, scheduledTime: string): Promise<void> {
  owners += 1;
  const context = {
    awsRequestId: `request-${owners}`,
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:monitor',
    getRemainingTimeInMillis: () => 900_000,
  };
  await fleet.monitor({ scheduledTime }, context);
}

/** The operator's clock is ahead of the cloud's. */
const aheadMillis = 11_000;

/** @param meanwhile what happens while the command waits before it looks again, or after it where it does not wait */
export async function operatorBlocks(simulated: Simulated, meanwhile?: () => void): Promise<void> {
  const { world } = simulated;
  await (meanwhile === undefined
    ? simulated.commands('block', () => block(simulated))
    : block(simulated, meanwhile));
  if (world.certificates.some(({ status, things }) => status === 'ACTIVE' && things.includes(serial))) {
    world.history.leftActive = true;
  }
}

async function block({ fleet }: Simulated, meanwhile?: () => void): Promise<void> {
  let left = meanwhile;
  const passes = (): Promise<void> => {
    left?.();
    left = undefined;
    return Promise.resolve();
  };
  const now = () => new Date(fleet.operator.now().getTime() + aheadMillis);
  const time = { nowMillis: () => 0, wait: passes };
  await blockDevice({ ...fleet.operator, now }, silentOutput, { serial, untilAway: false, time });
  await passes();
}

export async function operatorUnblocks({ fleet, world, commands }: Simulated): Promise<void> {
  const record = recordOf(world, serial);
  const isOut = record?.state === 'blocked' || !isLetIn(world, record?.current ?? 'none', serial);
  if (isOut) {
    world.history.isUnblocking = true;
  }
  await commands('unblock', () => unblockDevice(fleet.operator, silentOutput, serial));
  delete world.history.isUnblocking;
  if (isOut) {
    // It may take its time to rotate: the warning that stands counts no more.
    delete world.history.heard;
  }
}

export async function operatorPermits(
  { fleet, world, commands }: Simulated,
  kind: 'reprovision' | 'rotate',
): Promise<void> {
  await commands(`permit ${kind}`, () =>
    permitDevice(fleet.operator, silentOutput, { serial, kind, hours: permitHours }),
  );
  world.history.mayBeTaken ||= kind === 'reprovision';
}

/** The one that it was refused, and may still ask with. */
export function shownCertificate({ device, now }: World): string | undefined {
  const refused = device.identities.findLast(
    ({ state, purpose, tokenUntil }) => state === 'issued' && purpose === 'provision' && tokenUntil >= now,
  );
  return refused?.certificateId;
}

/** The device says which certificate it asks with: nobody else may be let in by that. */
export async function operatorPermitsCertificate({ fleet, world, commands }: Simulated): Promise<void> {
  const certificate = shownCertificate(world);
  if (certificate !== undefined) {
    await commands(`permit ${certificate}`, () =>
      permitDevice(fleet.operator, silentOutput, {
        serial,
        kind: 'reprovision',
        hours: permitHours,
        certificate,
      }),
    );
  }
}

export function operatorRevokes({ fleet, commands }: Simulated): Promise<void> {
  return commands('revoke permits', () =>
    revokePermits(fleet.operator, silentOutput, serial, ['reprovision', 'rotate']),
  );
}

/**
 * The command for a leaked claim finds it, although somebody has taken its policy from it, and notes that; what it does
 * after that may never come.
 */
export async function operatorRevokesClaim({ fleet, world }: Simulated): Promise<void> {
  const { certificateId } = await chosenClaim(fleet.operator, { model: 'sensor' });
  await fleet.registry.noteClaimRevoked(certificateId, new Date(world.now));
}
