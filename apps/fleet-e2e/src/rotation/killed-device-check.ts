import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IoTDataPlane } from '@aws-sdk/client-iot-data-plane';
import { alertsTopic } from '@fleet/fleet-contract';
import { sdkSettings } from '@fleet/local-fleet';
import * as z from 'zod';
import { certificateIdOf } from '../devices/identity';
import { publicKeyOf } from '../kill/certificate-census';
import { greetingPayload, type KilledDevice } from './killed-device';
import type { RotatingFleet } from './rotating-fleet';

/** What must hold of a device does not, or not yet. */
export class NotSettledError extends Error {
  override readonly name = 'NotSettledError';
}

/** What a device that has settled has. */
export interface Settled {
  readonly serial: string;
  readonly certificateId: string;
  /** Of the current identity, and of one that may wait to be registered. */
  readonly publicKeys: readonly string[];
}

const identityRecord = z.object({ certificateId: z.string().optional() });
const hearsWithinMillis = 1_500;

/** What must hold of a device whose rotation was killed, once things have settled. */
export class KilledDeviceCheck {
  private readonly iotData: IoTDataPlane;
  private greetings = 0;

  constructor(private readonly rotating: RotatingFleet) {
    this.iotData = new IoTDataPlane(sdkSettings(rotating.cloud.endpoints));
  }

  close(): void {
    this.iotData.destroy();
  }

  /**
   * One certificate is attached, ACTIVE, the current one on record, the one on the disk and the one of the connection,
   * over which the device receives messages. The thing shows its date. No key of a retired one is left.
   * @throws NotSettledError, and what reading files throws that are being written
   */
  async settled(device: KilledDevice): Promise<Settled> {
    const { serial } = device;
    if (!device.running) {
      throw new NotSettledError('its agent has ended by itself');
    }
    const record = await this.rotating.fleet.registry.find(serial);
    const current = record?.certificates.find(({ certificateId }) => certificateId === record.current);
    if (current === undefined) {
      throw new NotSettledError('no certificate is current');
    }
    const { certificateId, issuedAt } = current;
    const attached = await this.rotating.certificatesOf(serial);
    agree('the attached certificates', attached, [certificateId]);
    agree('the status of the current certificate', await this.rotating.status(certificateId), 'ACTIVE');
    const { cert_issuance: date } = await this.rotating.attributes(serial);
    agree('cert_issuance', date, issuedAt.slice(0, 10).replaceAll('-', ''));
    agree('the certificate of the connection', device.carrier, certificateId);
    const publicKeys = await this.disk(device, certificateId);
    await this.receives(device);
    return { serial, certificateId, publicKeys };
  }

  /** Returns the public keys of all identities that lie there. */
  private async disk({ folder }: KilledDevice, current: string): Promise<readonly string[]> {
    const root = join(folder, 'identity');
    const inUse = (await readFile(join(root, 'current'), 'utf8')).trim();
    const certificate = await readFile(join(root, inUse, 'certificate.pem.crt'), 'utf8');
    agree('the current identity on the disk', certificateIdOf({ certificate }), current);
    const entries = await readdir(root, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of names.filter((name) => name !== inUse)) {
      const record = identityRecord.parse(
        JSON.parse(await readFile(join(root, name, 'identity.json'), 'utf8')),
      );
      if (record.certificateId !== undefined) {
        await this.isNotRegistered(record.certificateId);
      }
    }
    const privateKeys = names.map((name) => readFile(join(root, name, 'private.pem.key'), 'utf8'));
    return (await Promise.all(privateKeys)).map((key) => publicKeyOf(key));
  }

  /** What else lies on the disk may wait to be registered, or have waited in vain; it must not have been in force. */
  private async isNotRegistered(certificateId: string): Promise<void> {
    const status = await this.rotating.status(certificateId).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') {
        return 'deleted';
      }
      throw error;
    });
    if (status !== 'PENDING_ACTIVATION' && status !== 'deleted') {
      throw new NotSettledError(`the disk has an identity whose certificate ${certificateId} is ${status}`);
    }
  }

  private async receives(device: KilledDevice): Promise<void> {
    const from = device.events.length;
    this.greetings += 1;
    const payload = greetingPayload(this.greetings);
    await this.iotData.publish({ topic: alertsTopic(device.serial), qos: 1, payload });
    const message = await device.nextEvent(
      ({ event, payload: printed }) => event === 'message' && printed === payload,
      {
        from,
        withinMillis: hearsWithinMillis,
      },
    );
    if (message === undefined) {
      throw new NotSettledError('it does not receive what is published to it');
    }
  }
}

function agree(what: string, found: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== should) {
    throw new NotSettledError(`${what}: ${is}, and not ${should}`);
  }
}
