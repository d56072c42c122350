import assert from 'node:assert/strict';
import { formatCertDate } from '@fleet/cert-dates';
import { eventually } from '@fleet/eventually';
import type { ResourceStack } from '@fleet/resource-stack';
import { freshClaimClientId } from '../deployment/deployed-fleet';
import { obtainCertificate, register } from '../devices/registration';
import { RotatingFleet } from '../rotation/rotating-fleet';
import { loadDevices } from './loaded-devices';

/** Devices that something happened to. */
export const known = {
  /** A real agent that has rotated twice. */
  rotated: 'sensor-0001',
  /** A real agent that is as old, and is kept connected. */
  second: 'sensor-0002',
  /** Blocked by its operator, and refused since. */
  blocked: 'sensor-0003',
  /** Is connected, was warned, and does not listen. */
  deaf: 'sensor-0004',
} as const;

/** A fleet with some history: real devices, rotations, sweeps, refusals; and more than a thousand that are only on record. */
export class LivedFleet {
  private constructor(readonly rotating: RotatingFleet) {}

  static async start(resources: ResourceStack, { loaded = 1_250 } = {}): Promise<LivedFleet> {
    const rotating = await RotatingFleet.start(resources);
    const { fleet, cloud } = rotating;
    await Promise.all([join(rotating, known.rotated), join(rotating, known.second)]);
    await fleet.provision(known.deaf);
    await rotate(rotating, '+366d');
    await rotate(rotating, '+366d');
    const { session } = await fleet.provision(known.blocked);
    await session.close();
    await rotating.devices('block', known.blocked, '--reason', 'stolen from the yard', '--no-wait');
    await refuse(rotating);
    const { time } = await cloud.moveTime('+0d');
    await loadDevices(rotating, { count: loaded, today: formatCertDate(time) });
    for (let day = 0; day < 6; day += 1) {
      await cloud.moveTime('+24h');
      await rotating.sweep();
    }
    return new LivedFleet(rotating);
  }
}

/** An agent runs, and its certificate is proven: a sweep that comes before the proof would not ask it to rotate. */
async function join(rotating: RotatingFleet, serial: string): Promise<void> {
  await rotating.runAgent(serial);
  await rotating.fleet.proven(serial, await rotating.certificateOf(serial));
}

/** Certificates get old, a sweep asks for others, and the agents rotate. */
async function rotate(rotating: RotatingFleet, change: string): Promise<void> {
  const serials = [known.rotated, known.second];
  const before = await Promise.all(serials.map((serial) => rotating.certificateOf(serial)));
  await rotating.cloud.moveTime(change);
  await rotating.sweep();
  await Promise.all(
    serials.map((serial, index) => {
      const certificate = before[index];
      assert(certificate !== undefined, 'Each agent has its certificate');
      return rotating.successorOf(serial, certificate);
    }),
  );
}

/** Somebody asks with the claim for the names of devices that are blocked, and of one that is in its place. */
async function refuse({ fleet }: RotatingFleet): Promise<void> {
  for (const serial of [known.blocked, known.rotated]) {
    const session = await fleet.connectClaim('model-1', freshClaimClientId());
    const certificate = await obtainCertificate(session);
    const asked = register(session, fleet.names.provisioningTemplate, certificate, { SerialNumber: serial });
    await assert.rejects(asked);
    await session.close();
  }
  await eventually('refusal in the logs', () =>
    fleet.decisions.about({ source: 'provision', decision: 'refused' }),
  );
}
