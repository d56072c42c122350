import type { IoT } from '@aws-sdk/client-iot';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import { certificateIdOf, type Identity } from '../devices/identity';
import { ConnectRefusedError } from '../devices/mqtt-session';
import { eventually } from '@fleet/eventually';
import { certificatesInForce, publicKeyOf, publicKeyOfCertificate } from './certificate-census';
import { oneIdentityAndNothingElse, readIdentityFolder, type TrialDevice } from './trial-device';

/** MQTT 5.0, 2.4: what a client gets that connects again too soon. */
const quotaExceeded = 0x97;

/** What must hold of a fleet's devices, as their disks, the broker, the IoT API and the devices table tell it. */
export class BorderCheck {
  /** What the devices that were checked hold: by the public key the certificate. */
  private readonly held = new Map<string, string>();

  constructor(
    private readonly fleet: DeployedFleet,
    private readonly iot: IoT,
  ) {}

  /** What must hold for a device that has settled, wherever it was killed before. */
  async device(device: TrialDevice): Promise<void> {
    const { serial } = device;
    const { entries, identity } = await readIdentityFolder(device);
    expect(entries).toEqual(oneIdentityAndNothingElse);
    const certificateId = certificateIdOf(identity);
    this.held.set(publicKeyOf(identity.privateKey), certificateId);
    await this.carryConnection(serial, identity);
    await this.fleet.proven(serial, certificateId);
    const [attached] = await eventually(`single certificate of ${serial}`, async () => {
      const { principals = [] } = await this.iot.listThingPrincipals({ thingName: serial });
      return principals.length === 1 ? principals : undefined;
    });
    expect(attached).toMatch(new RegExp(`:cert/${certificateId}$`));
    const { certificateDescription } = await this.iot.describeCertificate({ certificateId });
    expect(certificateDescription?.status).toBe('ACTIVE');
  }

  /**
   * Besides the claim, the account has an ACTIVE certificate for each device that was checked, and at most one that
   * is pending: issued for the key that the device has, and lost with the answer.
   */
  async account(): Promise<void> {
    const claim = certificateIdOf(await this.fleet.claim());
    const pending = new Set<string>();
    for (const { certificateId, status } of await certificatesInForce(this.iot)) {
      if (certificateId === claim) {
        continue;
      }
      const publicKey = await publicKeyOfCertificate(this.iot, certificateId);
      const holder = this.held.get(publicKey);
      if (holder === undefined) {
        throw new Error(`${status} ${certificateId} is for a key that no device has`);
      }
      if (status === 'ACTIVE') {
        expect(certificateId).toBe(holder);
      } else {
        expect([...pending]).not.toContain(publicKey);
      }
      if (status === 'PENDING_ACTIVATION') {
        pending.add(publicKey);
      }
    }
  }

  private async carryConnection(clientId: string, identity: Identity): Promise<void> {
    const session = await eventually(`turn for ${clientId} to connect`, async () => {
      try {
        return await this.fleet.connect(identity, { clientId });
      } catch (error) {
        if (error instanceof ConnectRefusedError && error.code === quotaExceeded) {
          return undefined;
        }
        throw error;
      }
    });
    await session.close();
  }
}
