import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { dynamoDbDeviceRegistry, type DeviceRegistry } from '@fleet/device-registry';
import {
  claimClientId,
  claimClientIdBytes,
  defaultResourceTag,
  fleetNames,
  type FleetNames,
} from '@fleet/fleet-contract';
import { setEndpoint, unpackDeviceBundle } from '@fleet/device-folder';
import { downloadDeviceBundle, downloadModelBundle } from '@fleet/local-fleet';
import { claimOf, type Identity } from '../devices/identity';
import { MqttSession, notYetAllowed, type SessionOptions } from '../devices/mqtt-session';
import {
  hasConnected,
  isJustRegistered,
  obtainCertificate,
  register,
  type PendingCertificate,
} from '../devices/registration';
import { eventually } from '@fleet/eventually';
import { DecisionLog } from './decision-log';
import type { TestCloud } from './test-cloud';

/** One fleet of a local-cloud, with its operator's view and everybody's. */
export class DeployedFleet {
  readonly names: FleetNames;
  readonly registry: DeviceRegistry;
  readonly decisions: DecisionLog;
  private readonly bundles = new Map<string, Promise<Uint8Array>>();
  private readonly claims = new Map<string, Promise<Identity>>();
  private readonly sessions = new Set<MqttSession>();

  /** @param bucket of the bundles, where the fleet has no stack of its own */
  constructor(
    private readonly testCloud: TestCloud,
    resourceTag: string = defaultResourceTag,
    private readonly bucket?: string,
  ) {
    this.names = fleetNames(resourceTag);
    this.registry = dynamoDbDeviceRegistry({
      client: testCloud.dynamoDb,
      tableName: this.names.devicesTable,
    });
    this.decisions = new DecisionLog(testCloud.logs, this.names);
    testCloud.resources.defer(() => this.closeSessions());
  }

  bundle(model: string): Promise<Uint8Array> {
    const known = this.bundles.get(model) ?? this.download(model);
    this.bundles.set(model, known);
    return known;
  }

  private download(model: string): Promise<Uint8Array> {
    const { endpoints } = this.testCloud.cloud;
    const { bucket, names } = this;
    return bucket === undefined
      ? downloadDeviceBundle(endpoints, { resourceTag: names.resourceTag, model })
      : downloadModelBundle(endpoints, { bucket, model });
  }

  /** Makes a device's folder out of the bundle of its model. @returns the folder */
  async unpackBundle(
    serial: string,
    { model = 'model-1', folder = join(this.testCloud.folder, serial) } = {},
  ): Promise<string> {
    await unpackDeviceBundle(await this.bundle(model), folder, serial);
    // The fleet may have been deployed when this cloud listened at another port.
    await setEndpoint(folder, this.testCloud.cloud.endpoints.mqtt);
    return folder;
  }

  /** The claim of a model, out of its device bundle. */
  claim(model = 'model-1'): Promise<Identity> {
    const known = this.claims.get(model) ?? this.bundle(model).then(claimOf);
    this.claims.set(model, known);
    return known;
  }

  /**
   * A certificate that was just registered is let in when its policy is in effect.
   * @throws ConnectRefusedError
   */
  async connect(identity: Identity, options: SessionOptions): Promise<MqttSession> {
    const open = () => MqttSession.open(this.testCloud.cloud, identity, options);
    const session = isJustRegistered(identity)
      ? await eventually('connection of a certificate just registered', () => open().catch(notYetAllowed))
      : await open();
    hasConnected(identity);
    this.sessions.add(session);
    return session;
  }

  /** Connects with a claim, under a client id of a claim by default. */
  async connectClaim(model?: string, clientId = freshClaimClientId()): Promise<MqttSession> {
    return this.connect(await this.claim(model), { clientId });
  }

  /** Has a claim provision a device and stops there: its certificate has not carried a connection. */
  async provisionUnproven(serial: string, model?: string): Promise<PendingCertificate> {
    const session = await this.connectClaim(model);
    const certificate = await obtainCertificate(session);
    await register(session, this.names.provisioningTemplate, certificate, { SerialNumber: serial });
    return certificate;
  }

  /** A device that is provisioned, connected, and proven by that. */
  async provision(serial: string): Promise<{ identity: PendingCertificate; session: MqttSession }> {
    const identity = await this.provisionUnproven(serial);
    const session = await this.connect(identity, { clientId: serial });
    await this.proven(serial, identity.certificateId);
    return { identity, session };
  }

  /** Waits until a certificate is the current one of its device. */
  async proven(serial: string, certificateId: string): Promise<void> {
    await eventually(`proof of ${serial}`, async () => {
      const record = await this.registry.find(serial);
      return record?.current === certificateId ? record : undefined;
    });
  }

  async closeSessions(): Promise<void> {
    await Promise.all([...this.sessions].map((session) => session.close()));
    this.sessions.clear();
  }
}

export function freshClaimClientId(): string {
  return claimClientId(randomBytes(claimClientIdBytes));
}
