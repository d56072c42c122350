import { certificateInForce } from '@fleet/certificate-lifecycle';
import { writeArrival } from '@fleet/fleet-contract';
import type { FleetInMemory } from '../testing/fleet-in-memory';
import {
  connect,
  deviceFleet,
  disconnect,
  prove,
  register,
  serial,
  thingOf,
} from '../testing/rotating-device';
import { sqsRecord } from '../testing/sqs-record';
import type { CutOffDevice } from './cut-off-device';
import { serveArrivals } from './serve-arrivals';

const connectedAt = new Date('2027-01-10T12:00:00Z');
const aMinuteLater = new Date('2027-01-10T12:01:00Z');

/** A device that has come with its certificate A, which is due, a minute ago. */
async function arrivedDevice(): Promise<FleetInMemory> {
  const fleet = await deviceFleet();
  await fleet.registry.noteDue(serial, 'A', { dueFrom: connectedAt, at: connectedAt });
  await connect(fleet, 'A', connectedAt);
  fleet.clock = aMinuteLater;
  return fleet;
}

/** It leaves, and comes back with its certificate, which a lifecycle event says. */
async function comesAgain(fleet: FleetInMemory, at: Date): Promise<void> {
  const presence = { serial, certificateId: 'A', source: 'presence', at, connectedAt: at } as const;
  await connect(fleet, 'A', at);
  await fleet.registry.proveCurrent(presence);
}

const arrival = { serial, certificateId: 'A', source: 'presence', connectedAt } as const;

function serve(fleet: FleetInMemory, body = writeArrival(arrival)) {
  const lookAgain = (device: CutOffDevice) => Promise.resolve(void fleet.watched.push(device));
  return serveArrivals({ ...fleet.parts().context, lookAgain })({ Records: [sqsRecord(body)] });
}

const done = { batchItemFailures: [] };
const warnedAt = async (fleet: FleetInMemory) =>
  certificateInForce(await fleet.registry.find(serial))?.warnedAt;

describe('a device that has come with a certificate that is due', () => {
  it('is warned, which is noted as it is still there', async () => {
    const fleet = await arrivedDevice();
    expect(await serve(fleet)).toEqual(done);
    expect(fleet.warned).toEqual([serial]);
    expect(await warnedAt(fleet)).toBe(aMinuteLater.toISOString());
  });

  it('is told what is left of the turn that a sweep gave it while it was away', async () => {
    const fleet = await arrivedDevice();
    await fleet.registry.forgetWarnings(serial);
    const due = { dueFrom: connectedAt, at: connectedAt, turnSeconds: 90 };
    await fleet.registry.noteDue(serial, 'A', due);
    await fleet.registry.proveCurrent({ ...arrival, at: connectedAt });
    await serve(fleet);
    expect(fleet.turns).toEqual([30]);
  });

  it('is warned each time it comes, and keeps the moment of the first warning', async () => {
    const fleet = await arrivedDevice();
    await serve(fleet);
    fleet.clock = new Date('2027-01-11T12:01:00Z');
    expect(await serve(fleet)).toEqual(done);
    expect(fleet.warned).toEqual([serial, serial]);
    expect(await warnedAt(fleet)).toBe(aMinuteLater.toISOString());
  });

  it('is there, too, where it has come again with the same certificate meanwhile', async () => {
    const fleet = await arrivedDevice();
    await comesAgain(fleet, new Date('2027-01-10T12:00:50Z'));
    expect(await serve(fleet)).toEqual(done);
    expect(await warnedAt(fleet)).toBe(aMinuteLater.toISOString());
  });

  it('was not there for a warning where it has come again after that', async () => {
    const fleet = await arrivedDevice();
    await comesAgain(fleet, new Date('2027-01-10T12:01:10Z'));
    expect(await serve(fleet)).toEqual(done);
    expect(await warnedAt(fleet)).toBeUndefined();
  });

  it.each<[string, (fleet: FleetInMemory) => void]>([
    ['has left', (fleet) => disconnect(fleet)],
    [
      'has left, and a claim is there under its name',
      (fleet) => void (thingOf(fleet).connectedSince = new Date('2027-01-10T12:00:30Z')),
    ],
  ])('is warned in vain when it %s', async (_, change) => {
    const fleet = await arrivedDevice();
    change(fleet);
    expect(await serve(fleet)).toEqual(done);
    expect(fleet.warned).toEqual([serial]);
    expect(await warnedAt(fleet)).toBeUndefined();
  });

  describe('and says itself that it is there', () => {
    // It has connected at twelve o'clock, and needed two seconds to subscribe.
    const confirmed = writeArrival({
      ...arrival,
      source: 'confirmation',
      connectedAt: new Date('2027-01-10T12:00:02Z'),
    });

    it('is warned, which is noted as the connection that has carried its word is still there', async () => {
      const fleet = await arrivedDevice();
      expect(await serve(fleet, confirmed)).toEqual(done);
      expect(fleet.warned).toEqual([serial]);
      expect(await warnedAt(fleet)).toBe(aMinuteLater.toISOString());
    });

    it.each<[string, (fleet: FleetInMemory) => void]>([
      ['has left', (fleet) => disconnect(fleet)],
      [
        'has left, and a claim is there under its name',
        (fleet) => void (thingOf(fleet).connectedSince = new Date('2027-01-10T12:00:03Z')),
      ],
    ])('is warned in vain when it %s', async (_, change) => {
      const fleet = await arrivedDevice();
      change(fleet);
      expect(await serve(fleet, confirmed)).toEqual(done);
      expect(fleet.warned).toEqual([serial]);
      expect(await warnedAt(fleet)).toBeUndefined();
    });
  });

  it.each<[string, (fleet: FleetInMemory) => Promise<void>]>([
    [
      'has rotated meanwhile',
      async (fleet) => {
        await register(fleet, '2027-01-10');
        await prove(fleet, 'B', '2027-01-10');
      },
    ],
    ['is not due after all', (fleet) => fleet.registry.forgetWarnings(serial)],
    ['is on record no more', (fleet) => fleet.registry.forget(serial)],
  ])('is left alone when it %s', async (_, change) => {
    const fleet = await arrivedDevice();
    await change(fleet);
    expect(await serve(fleet)).toEqual(done);
    expect(fleet.warned).toEqual([]);
  });

  it('is not warned where a sweep has cut it off: it is disconnected, and looked at again', async () => {
    const fleet = await arrivedDevice();
    fleet.active.delete('A');
    const cutOff = { endedAt: connectedAt, awaySince: connectedAt, cuts: 0 };
    expect(await serve(fleet, writeArrival({ ...arrival, cutOff }))).toEqual(done);
    expect(fleet.warned).toEqual([]);
    expect(fleet.disconnected).toEqual([serial]);
    expect(fleet.watched).toEqual([
      { serial, certificateId: 'A', endedAt: connectedAt, awaySince: aMinuteLater, cuts: 1 },
    ]);
  });

  it.each([
    ['the message says nothing', '{}', 'MalformedArrivalError'],
    ['AWS IoT is away', undefined, 'Error'],
  ])('goes back to the queue where %s', async (_, body, type) => {
    const fleet = await arrivedDevice();
    fleet.beforeCall = () => {
      throw new Error('AWS IoT is away');
    };
    expect(await serve(fleet, body)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message' }] });
    expect(fleet.lines).toMatchObject([
      { level: 50, err: { type }, msg: 'a message about a device could not be processed' },
    ]);
  });
});
