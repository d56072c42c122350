import type { CertDate } from '@fleet/cert-dates';
import type { Timestamp } from '@fleet/certificate-lifecycle';
import type { ProofEvent } from '@fleet/fleet-contract';
import type { CloudState } from '../cloud/cloud-state';

/** The serial number that all of it is about. */
export const serial = 'sensor-1';
/** A device of the same fleet, which is no friend of the first. */
export const otherSerial = 'sensor-2';

/** Certificates that are there from the beginning. Their ids are told from those that AWS IoT issues later. */
export const claimId = 'c'.repeat(64);
export const otherId = 'd'.repeat(64);

/** One key pair of the device, and what the device knows of its certificate. */
export interface HeldIdentity {
  readonly certificateId: string;
  state: 'issued' | 'registered' | 'proven';
  readonly purpose: 'provision' | 'rotate';
  /** Until when the device can register it. */
  readonly tokenUntil: Timestamp;
}

export interface DeviceSide {
  /** Oldest first. */
  identities: HeldIdentity[];
  /** The one that its pointer names. */
  current?: string;
}

export interface StolenCertificate {
  readonly certificateId: string;
  readonly tokenUntil: Timestamp;
}

/** Word of a connection on its way to the functions. */
export interface Message extends Pick<ProofEvent, 'principal' | 'clientId' | 'publisher'> {
  /** `arrival`: it waits in the queue for the minute to pass in which a device should subscribe. */
  readonly source: ProofEvent['source'] | 'arrival';
  /** When the connection began; when the confirmation was published. */
  readonly moment: Timestamp;
  /** How often its function was called with it, and failed. */
  readonly failures: number;
}

/** What has happened, as far as it bears on what may happen: nobody in the world can look at it. */
export interface History {
  /** The first warning that the device itself heard over the certificate in force. */
  heard?: { readonly certificateId: string; readonly on: CertDate };
  /** The operator has permitted to provision anew, so that whoever holds the claim may be first. */
  mayBeTaken: boolean;
  /** A block was ended, and a registration that was under way has left a certificate ACTIVE. */
  leftActive?: true;
  /** The operator was told that to unblock the device was not done in full, and has yet to repeat that. */
  isUnblocking?: true;
  /** The operator has removed it, or has begun to, and no certificate has come into force since. */
  isRemoved?: true;
  /** Certificates that were in force, and are no more. */
  past: string[];
}

export interface World extends CloudState {
  readonly device: DeviceSide;
  /** Somebody who has taken the claim out of a device of the same model. */
  readonly thief: { certificates: StolenCertificate[] };
  messages: Message[];
  readonly history: History;
}

export function newWorld(now: Timestamp): World {
  return {
    now,
    records: [],
    claims: [{ certificateId: claimId, model: 'sensor', issuedAt: now }],
    things: [],
    connections: [],
    certificates: [],
    issued: 0,
    device: { identities: [] },
    thief: { certificates: [] },
    messages: [],
    history: { mayBeTaken: false, past: [] },
  };
}

export function holds(world: World, certificateId: string): boolean {
  return world.device.identities.some((each) => each.certificateId === certificateId);
}

export function isStolen(world: World, certificateId: string): boolean {
  return world.thief.certificates.some((each) => each.certificateId === certificateId);
}

/** A sweep has taken it for lost: the next proof of it is what brings it back. */
export function isTakenForLost(world: World, certificateId: string): boolean {
  const certificates = world.records.flatMap((record) => record.certificates);
  return certificates.some((each) => each.certificateId === certificateId && each.lostAt !== undefined);
}

/** AWS IoT issues a certificate to whoever is connected: it is of no use before it is registered. */
export function issueCertificate(world: World): string {
  world.issued += 1;
  const certificateId = issuedId(world.issued);
  const status = 'PENDING_ACTIVATION';
  world.certificates = [...world.certificates, { certificateId, status, things: [], hasPolicy: false }];
  return certificateId;
}

/** Until when a certificate of this moment can be registered (developer guide, "Device provisioning MQTT API"). */
export function tokenEnd(now: Timestamp): Timestamp {
  return new Date(Date.parse(now) + 3_600_000).toISOString();
}

export function issuedId(count: number): string {
  return count.toString(16).padStart(64, '0');
}

/** A world that can change without the other one; what is only ever put in the place of another is the same in both. */
export function copyOf(world: World): World {
  const { device, thief, history, things, certificates } = world;
  return {
    ...world,
    device: { ...device, identities: device.identities.map((each) => ({ ...each })) },
    thief: { ...thief },
    history: { ...history },
    things: things.map((each) => ({ ...each, attributes: { ...each.attributes } })),
    certificates: certificates.map((each) => ({ ...each })),
  };
}
