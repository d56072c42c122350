import assert from 'node:assert/strict';
import type { IoT } from '@aws-sdk/client-iot';
import { eventually } from '@fleet/eventually';
import { confirmationTopic } from '@fleet/fleet-contract';
import { startAgent } from '@fleet/local-fleet';
import type { DeployedFleet } from '../deployment/deployed-fleet';
import { certificateIdOf, type Identity } from '../devices/identity';
import { throttled, type MqttSession } from '../devices/mqtt-session';
import { obtainCertificate, register } from '../devices/registration';
import { readIdentityFolder, type TrialDevice } from '../kill/trial-device';

const longAgo = '20180630';

/** What devices of any release do: by their own agents, or as these would. */
export class DeviceActions {
  constructor(
    private readonly fleet: DeployedFleet,
    private readonly iot: IoT,
  ) {}

  connect(identity: Identity, clientId: string): Promise<MqttSession> {
    return eventually(`connection of ${clientId}`, () =>
      this.fleet.connect(identity, { clientId }).catch((error: unknown) => throttled(error)),
    );
  }

  async connectOnce(identity: Identity, clientId: string): Promise<void> {
    await (await this.connect(identity, clientId)).close();
  }

  /** As an agent does on the first connection with a certificate. */
  async confirm(identity: Identity, serial: string): Promise<void> {
    const session = await this.connect(identity, serial);
    await session.publish(confirmationTopic(serial), Buffer.from('{}'), { qos: 1 });
    await session.close();
  }

  /** Makes the certificate of a thing due. */
  async age(thingName: string): Promise<void> {
    const attributePayload = { attributes: { cert_issuance: longAgo }, merge: true };
    await this.iot.updateThing({ thingName, attributePayload });
  }

  async identityOf(device: TrialDevice): Promise<Identity> {
    return (await readIdentityFolder(device)).identity;
  }

  async certificateOf(device: TrialDevice): Promise<string> {
    return certificateIdOf(await this.identityOf(device));
  }

  async statusOf(certificateId: string): Promise<string | undefined> {
    return (await this.iot.describeCertificate({ certificateId })).certificateDescription?.status;
  }

  /** By the agent that the device has had since it was made. */
  async rotate(device: TrialDevice): Promise<void> {
    const replaced = await this.certificateOf(device);
    await startAgent(device.folder, ['rotate'], device).succeed();
    await this.isReplaced(device.serial, replaced, await this.certificateOf(device));
  }

  async rotateWithoutAgent(serial: string, identity: Identity): Promise<void> {
    const session = await this.connect(identity, serial);
    const successor = await obtainCertificate(session);
    await register(session, this.fleet.names.rotationTemplate, successor, { SerialNumber: serial });
    await session.close();
    await this.confirm(successor, serial);
    await this.isReplaced(serial, certificateIdOf(identity), successor.certificateId);
  }

  /** Waits until another certificate is current, and the one before is INACTIVE. */
  async isReplaced(serial: string, replaced: string, certificateId: string): Promise<void> {
    assert.notEqual(certificateId, replaced);
    await this.fleet.proven(serial, certificateId);
    await eventually(`end of ${replaced}`, async () =>
      (await this.statusOf(replaced)) === 'INACTIVE' ? replaced : undefined,
    );
  }
}
