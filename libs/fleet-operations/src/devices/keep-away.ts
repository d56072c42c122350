import { setTimeout } from 'node:timers/promises';
import {
  disconnectUntilAway,
  endConnection,
  type Disconnection,
  type ElapsingTime,
} from '@fleet/iot-registry';
import { defined } from '@fleet/optional-members';
import type { Output } from '../output/output';
import { counted } from '../output/words';
import type { Fleet } from '../fleet/fleet';

/**
 * A hook has five seconds (developer guide, pre-provisioning-hook), and what it has let through becomes ACTIVE
 * after it has answered: a certificate so young may be activated once more after it was deactivated.
 */
const activationSettlesMillis = 10_000;

const youngCertificate = `A certificate was issued within the hour; looking again in ${activationSettlesMillis / 1_000} s.`;

const ownTime: ElapsingTime = { nowMillis: () => performance.now(), wait: (millis) => setTimeout(millis) };

/** `not awaited`: its connection was ended, and whether it comes back was not looked at. */
export type Absence = Omit<Disconnection, 'outcome'> & {
  readonly outcome: 'away' | 'still coming back' | 'unblocked' | 'not awaited';
};

export interface BlockedDevice {
  readonly serial: string;
  /** Deactivates what a registration under way may have activated; called once that is over. */
  readonly lookAgain?: () => Promise<void>;
  readonly time?: ElapsingTime;
}

/**
 * Ends the connection of a blocked device, and each that it makes after that, until it has been away for a minute. Ends
 * as soon as somebody lifts the block.
 */
export async function keepAway(
  { registry, iotData }: Fleet,
  { say }: Output,
  { serial, time = ownTime, ...device }: BlockedDevice,
): Promise<Absence> {
  const beganAt = time.nowMillis();
  let { lookAgain } = device;
  if (lookAgain !== undefined) {
    say(youngCertificate);
  }
  const goesOn = async (): Promise<boolean> => {
    if (lookAgain !== undefined && time.nowMillis() - beganAt >= activationSettlesMillis) {
      await lookAgain();
      lookAgain = undefined;
    }
    return (await registry.find(serial))?.state === 'blocked';
  };
  const onCut = (cuts: number, atMillis: number): void => {
    const what = cuts === 1 ? 'its connection was ended' : `it came back, and was disconnected (${cuts})`;
    say(`${inSeconds(atMillis)}: ${what}. Waiting until it has been away for 60 s.`);
  };
  const { outcome, ...end } = await disconnectUntilAway(iotData, serial, { goesOn, onCut, time });
  return { ...end, outcome: outcome === 'called off' ? 'unblocked' : outcome };
}

/** Ends the connection of a blocked device, and does not wait for what comes after that. */
export async function endNow(
  { iotData }: Fleet,
  { say }: Output,
  { serial, time = ownTime, lookAgain }: BlockedDevice,
): Promise<Absence> {
  const beganAt = time.nowMillis();
  const cutAt: number[] = [];
  const end = async (): Promise<void> => {
    if (await endConnection(iotData, serial, 'ends')) {
      cutAt.push(time.nowMillis() - beganAt);
    }
  };
  await end();
  if (lookAgain !== undefined) {
    say(youngCertificate);
    await time.wait(activationSettlesMillis);
    await lookAgain();
    await end();
  }
  return {
    outcome: 'not awaited',
    cuts: cutAt.length,
    ...defined({ firstCutMillis: cutAt[0], awaySinceMillis: cutAt.at(-1) }),
  };
}

/** What became of its connections, for people. */
export function connectionWords(absence: Absence | undefined): string {
  if (absence === undefined) {
    return '';
  }
  const { outcome, cuts, firstCutMillis, awaySinceMillis = 0 } = absence;
  if (firstCutMillis === undefined) {
    return outcome === 'unblocked' ? 'It was unblocked meanwhile.' : 'It is not connected.';
  }
  const first = `Its connection was ended after ${inSeconds(firstCutMillis)}`;
  const times = cuts > 1 ? `, ${counted(cuts, 'time')} in all` : '';
  switch (outcome) {
    case 'away':
      return `${first}${times}, and it has been away since ${inSeconds(awaySinceMillis)}.`;
    case 'not awaited':
      return `${first}${times}; whether it comes back was not awaited.`;
    case 'unblocked':
      return `${first}${times}; it was unblocked meanwhile.`;
    case 'still coming back':
      return `${first}${times}, and it still comes back.`;
  }
}

/** The same for programs; the times count from when its certificates were INACTIVE. */
export function connectionData(absence: Absence | undefined): object | null {
  if (absence === undefined) {
    return null;
  }
  const { outcome, cuts, firstCutMillis, awaySinceMillis } = absence;
  return {
    outcome: outcome.replaceAll(' ', '-'),
    cuts,
    firstCutMillis: rounded(firstCutMillis),
    awaySinceMillis: rounded(awaySinceMillis),
  };
}

function rounded(millis: number | undefined): number | null {
  return millis === undefined ? null : Math.round(millis);
}

function inSeconds(millis: number): string {
  return `${Number((millis / 1_000).toFixed(1))} s`;
}
