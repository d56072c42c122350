import assert from 'node:assert/strict';
import { thingAttributes } from '@fleet/fleet-contract';
import { parseSweepEvent, type SweepEvent } from '../sweep/sweep-event';
import { FleetInMemory, type TestThing } from './fleet-in-memory';

/** The one device of the fleet. */
export const serial = 'sensor-1';

/** Noon of a day in UTC. */
export const on = (day: string) => new Date(`${day}T12:00:00Z`);

/** A device with a proven certificate A of 1 January 2026. */
export async function deviceFleet(): Promise<FleetInMemory> {
  const fleet = new FleetInMemory();
  fleet.things.set(serial, { attributes: { [thingAttributes.certIssuance]: '20260101' }, connected: false });
  const at = on('2026-01-01');
  const request = { serial, certificateId: 'A', claimCertificateId: 'c', model: 'm', at };
  await fleet.registry.recordIssued(undefined, request);
  await prove(fleet, 'A', '2026-01-01');
  fleet.active.add('A');
  return fleet;
}

/** The certificate carries a connection: what the registry learns of it. */
export async function prove(
  fleet: FleetInMemory,
  certificateId: string,
  day: string,
  source: 'confirmation' | 'presence' = 'confirmation',
): Promise<void> {
  await fleet.registry.proveCurrent({ serial, certificateId, source, at: on(day) });
}

/** A client comes with the certificate, under the name of the device, and stays. */
export async function connect(fleet: FleetInMemory, certificateId: string, at: Date): Promise<void> {
  const thing = thingOf(fleet);
  thing.connected = true;
  thing.connectedSince = at;
  await fleet.registry.proveCurrent({ serial, certificateId, source: 'presence', at, connectedAt: at });
}

/** Whoever is there leaves. */
export function disconnect(fleet: FleetInMemory): void {
  thingOf(fleet).connected = false;
}

/** The certificate in force, which is due, has been there for a warning. */
export async function warn(fleet: FleetInMemory, day: string): Promise<void> {
  const record = await fleet.registry.find(serial);
  assert(record?.current !== undefined, 'The device has a certificate in force');
  await fleet.registry.noteDue(serial, record.current, { dueFrom: on(day), at: on(day) });
  await fleet.registry.noteWarned(serial, record.current, on(day));
}

export function thingOf(fleet: FleetInMemory): TestThing {
  const thing = fleet.things.get(serial);
  assert(thing !== undefined, 'The device has its thing from the beginning');
  return thing;
}

/** What RegisterThing does: B is active, and the thing shows its date. */
export async function register(fleet: FleetInMemory, day: string): Promise<void> {
  const known = await fleet.registry.find(serial);
  const request = { serial, certificateId: 'B', issuedOver: 'A', at: on(day) };
  await fleet.registry.recordRotationIssued(known, request);
  fleet.active.add('B');
  thingOf(fleet).attributes[thingAttributes.certIssuance] = day.replaceAll('-', '');
}

/** Sets the clock to the day. @returns the event of its daily sweep */
export function sweepEventOn(fleet: FleetInMemory, day: string): SweepEvent {
  fleet.clock = on(day);
  return parseSweepEvent({ scheduledTime: on(day).toISOString() });
}
