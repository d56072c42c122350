import { StoppedError } from '../cloud/fault-point';
import { dayMillis, delivers, sweeps, timePasses } from '../world/cloud-events';
import { deviceConnects, deviceProvisions, deviceRotates } from '../world/device-events';
import type { Simulated } from '../world/simulated';
import { serial } from '../world/world';
import type { Universe } from './universe';

/** Days so few that all that they decide comes within a few events. */
const days = { rotationDays: 2, graceDays: 1, retainDays: 1 };

const deviceAlone = {
  days,
  certificates: 2,
  thief: false,
  other: false,
  operator: [],
  lossy: false,
  halfDone: false,
  stops: false,
  meanwhile: false,
  wrongDays: false,
  isRotationFar: false,
  begin: () => Promise.resolve(),
} as const;

/** The device is in force from the beginning, so that less is spent on how it came to be. */
async function inForce(simulated: Simulated): Promise<void> {
  await deviceProvisions(simulated, 'answered');
  deviceConnects(simulated.world, 'acknowledged');
  for (const message of simulated.world.messages) {
    await delivers(simulated, message);
  }
}

async function due(simulated: Simulated): Promise<void> {
  await inForce(simulated);
  timePasses(simulated, simulated.days.rotationDays * dayMillis);
}

/** It has heard a warning, and let its days of grace pass. */
async function cutOff(simulated: Simulated): Promise<void> {
  const { world, days } = simulated;
  await due(simulated);
  await sweeps(simulated, world.now);
  timePasses(simulated, (days.graceDays + 1) * dayMillis);
  await sweeps(simulated, world.now);
}

/** Its successor was taken for lost, and is in force all the same; it was not made ACTIVE again yet. */
async function takenForLost(simulated: Simulated): Promise<void> {
  const {
    world,
    days: { rotationDays, graceDays },
  } = simulated;
  await inForce(simulated);
  const [first] = world.device.identities;
  timePasses(simulated, rotationDays * dayMillis);
  await deviceRotates(simulated, 'answered');
  timePasses(simulated, (graceDays + 1) * dayMillis);
  const { certificateId: principal } = first ?? missing();
  await simulated.fleet.proof({ clientId: serial, principal, source: 'presence' });
  await sweeps(simulated, world.now);
  const successor = world.device.identities.at(-1) ?? missing();
  simulated.faults.begin(1);
  await expectStop(
    simulated.fleet.proof({ clientId: serial, principal: successor.certificateId, source: 'presence' }),
  );
  simulated.faults.begin();
}

function missing(): never {
  throw new Error('The device has a successor here');
}

async function expectStop(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof StoppedError)) {
      throw error;
    }
  }
}

/** Each with a part of all that can happen, which is gone through so much deeper; and one with everything. */
export const universes: readonly Universe[] = [
  { ...deviceAlone, name: 'a device alone' },
  { ...deviceAlone, name: 'a bad network', lossy: true, certificates: 3, begin: inForce },
  { ...deviceAlone, name: 'half-done registrations', halfDone: true, lossy: true },
  {
    ...deviceAlone,
    name: 'a stolen claim',
    thief: true,
    other: true,
    certificates: 3,
    operator: ['revoke-claim'],
    isRotationFar: true,
  },
  {
    ...deviceAlone,
    name: 'an operator and a thief',
    thief: true,
    certificates: 3,
    operator: ['block', 'unblock', 'permit-reprovision', 'permit-rotate', 'revoke-permits'],
    begin: inForce,
  },
  {
    ...deviceAlone,
    name: 'functions that are stopped',
    stops: true,
    operator: ['block', 'unblock'],
    begin: inForce,
  },
  {
    ...deviceAlone,
    name: 'while a sweep waits',
    meanwhile: true,
    operator: ['block', 'unblock', 'permit-rotate'],
    begin: inForce,
  },
  {
    ...deviceAlone,
    name: 'a successor that was taken for lost',
    meanwhile: true,
    stops: true,
    operator: ['block', 'unblock'],
    isRotationFar: true,
    begin: takenForLost,
  },
  {
    ...deviceAlone,
    name: 'a device that was cut off, and a thief',
    thief: true,
    certificates: 3,
    operator: ['permit-certificate', 'revoke-permits'],
    begin: cutOff,
  },
  { ...deviceAlone, name: 'a thief while a device is due', thief: true, begin: due },
  { ...deviceAlone, name: 'sweeps of wrong days', wrongDays: true, begin: inForce },
  {
    ...deviceAlone,
    name: 'everything',
    certificates: 4,
    thief: true,
    other: true,
    operator: ['block', 'unblock', 'permit-reprovision', 'permit-rotate', 'revoke-permits', 'revoke-claim'],
    lossy: true,
    halfDone: true,
    stops: true,
    meanwhile: true,
    wrongDays: true,
    begin: inForce,
  },
];
