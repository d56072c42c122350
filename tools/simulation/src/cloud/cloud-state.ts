import type { ClaimRecord, DeviceRecord, Timestamp } from '@fleet/certificate-lifecycle';

/*
 * All of a cloud that the fleet's functions see or change, as plain data: a state can be written down, compared and
 * gone on from.
 */

export type CertificateStatus = 'PENDING_ACTIVATION' | 'ACTIVE' | 'INACTIVE' | 'REVOKED';

export interface CloudCertificate {
  readonly certificateId: string;
  status: CertificateStatus;
  /** Names of the things that it is attached to. */
  things: string[];
  hasPolicy: boolean;
  /** The production policy of an older stack, which it had before it was adopted. */
  readonly olderPolicy?: string;
}

export interface CloudThing {
  readonly thingName: string;
  attributes: Record<string, string>;
  groups: string[];
}

/** A connection as AWS IoT has it: its client id, and the certificate that carries it. */
export interface CloudConnection {
  readonly clientId: string;
  readonly certificateId: string;
  /** When it began: AWS IoT tells connections of one client by that. */
  readonly since: Timestamp;
}

export interface CloudState {
  now: Timestamp;
  records: DeviceRecord[];
  claims: ClaimRecord[];
  things: CloudThing[];
  connections: CloudConnection[];
  certificates: CloudCertificate[];
  /** How many certificates AWS IoT has issued: the next one's id follows from it. */
  issued: number;
}

export function certificateOf(state: CloudState, certificateId: string): CloudCertificate | undefined {
  return state.certificates.find((each) => each.certificateId === certificateId);
}

export function thingOf(state: CloudState, thingName: string): CloudThing | undefined {
  return state.things.find((each) => each.thingName === thingName);
}

export function recordOf(state: CloudState, serial: string): DeviceRecord | undefined {
  return state.records.find((each) => each.serial === serial);
}

/** Whether AWS IoT lets a client in with this certificate under the thing's name. */
export function isLetIn(state: CloudState, certificateId: string, thingName: string): boolean {
  const certificate = certificateOf(state, certificateId);
  if (certificate?.status !== 'ACTIVE' || !certificate.things.includes(thingName)) {
    return false;
  }
  return certificate.hasPolicy || certificate.olderPolicy !== undefined;
}
