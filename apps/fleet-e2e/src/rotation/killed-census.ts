import {
  certificatesInForce,
  publicKeyOfCertificate,
  type ListedCertificate,
} from '../kill/certificate-census';
import type { Settled } from './killed-device-check';
import type { RotatingFleet } from './rotating-fleet';

/** An account's certificates are not what its devices can answer for. */
export class CensusError extends Error {
  override readonly name = 'CensusError';
}

/** So long an ownership token holds, and an unregistered certificate with it (developer guide, fleet-provision-api). */
const tokenMillis = 3_600_000;
/** The cloud counts seconds, and deletes a moment later. */
const slackMillis = 5_000;

/** Counts all certificates of the account, also those whose answer was lost. */
export class KilledCensus {
  /** Of others, from before. */
  private strangers: ReadonlySet<string> = new Set();

  /** Serials of the devices that have, or had, the key. */
  private readonly owners = new Map<string, string>();

  constructor(private readonly rotating: RotatingFleet) {}

  /** Leaves out of account what is there by now. */
  async begin(): Promise<void> {
    this.strangers = new Set(
      (await certificatesInForce(this.rotating.iot)).map(({ certificateId }) => certificateId),
    );
  }

  /**
   * ACTIVE are the devices' current certificates and no others. What is PENDING_ACTIVATION is no older than its
   * ownership token, and no more than one for each device and for each answer that a kill may have lost.
   * @throws CensusError
   */
  async expect(devices: readonly Settled[], { now, since, kills }: Circumstances): Promise<void> {
    for (const { serial, publicKeys } of devices) {
      for (const key of publicKeys) {
        this.owners.set(key, serial);
      }
    }
    const found = await certificatesInForce(this.rotating.iot);
    const own = found.filter(({ certificateId }) => !this.strangers.has(certificateId));
    const current = new Set(devices.map(({ certificateId }) => certificateId));
    const surplus = own.filter(
      ({ certificateId, status }) => status === 'ACTIVE' && !current.has(certificateId),
    );
    if (surplus.length > 0) {
      throw new CensusError(`ACTIVE beside the current ones: ${words(surplus)}`);
    }
    const pending = own.filter(({ status }) => status === 'PENDING_ACTIVATION');
    const old = pending.filter(
      ({ creationDate }) => now.getTime() - creationDate.getTime() > tokenMillis + slackMillis,
    );
    if (old.length > 0) {
      throw new CensusError(`pending for more than an hour: ${words(old)}`);
    }
    const owners: string[] = [];
    for (const { certificateId } of pending.filter(({ creationDate }) => creationDate >= since)) {
      owners.push(await this.ownerOf(certificateId));
    }
    for (const serial of owners) {
      const count = owners.filter((owner) => owner === serial).length;
      if (count > 1 + kills(serial)) {
        throw new CensusError(`${count} pending certificates of ${serial}`);
      }
    }
  }

  private async ownerOf(certificateId: string): Promise<string> {
    const publicKey = await publicKeyOfCertificate(this.rotating.iot, certificateId);
    const owner = this.owners.get(publicKey);
    if (owner === undefined) {
      throw new CensusError(`${certificateId} is for a key that no device has had`);
    }
    return owner;
  }
}

/** What has to be known to judge what is pending. */
export interface Circumstances {
  /** The cloud's time. */
  readonly now: Date;
  /** When the kills began, by the cloud's time. */
  readonly since: Date;
  /** How many kills a device may have lost an answer by. */
  readonly kills: (serial: string) => number;
}

function words(certificates: readonly ListedCertificate[]): string {
  return certificates.map(({ certificateId }) => certificateId).join(', ');
}
