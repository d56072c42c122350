import { randomBytes } from 'node:crypto';
import { forEachBounded } from '@fleet/bounded-work';
import { createCertificateRequest, generateIdentityKey } from '@fleet/certificate-request';
import {
  bundleFiles,
  claimClientId,
  claimClientIdBytes,
  confirmationTopic,
  fleetNames,
  templateParameters,
} from '@fleet/fleet-contract';
import { createCertificateFromCsr, provision, registerThing } from '@fleet/provisioning-protocol';
import { strFromU8, unzipSync } from 'fflate';
import type { BenchFleet } from '../cloud/bench-fleet';
import { allDevices } from './all-devices';
import { DeviceSession } from './device-session';

/** The bundle that the fleet offers lacks a part. */
export class BundleIncompleteError extends Error {
  override readonly name = 'BundleIncompleteError';
}

/** Devices that live in this process and provision themselves as the agent does, without storing anything. */
export class SimulatedFleet {
  private readonly claim: { readonly certificate: string; readonly privateKey: string };
  private readonly templateName: string;

  constructor(private readonly fleet: Omit<BenchFleet, 'devices'>) {
    const files = unzipSync(fleet.bundle);
    const text = (name: string): string => {
      const file = files[name];
      if (file === undefined) {
        throw new BundleIncompleteError(`client.zip has no ${name}`);
      }
      return strFromU8(file);
    };
    this.claim = {
      certificate: text(bundleFiles.claimCertificate),
      privateKey: text(bundleFiles.claimPrivateKey),
    };
    this.templateName = fleetNames(fleet.resourceTag).provisioningTemplate;
  }

  /**
   * So many devices hold a certificate that is not registered, and then ask for it to be all at once.
   * @returns for each, the milliseconds from RegisterThing to its answer
   */
  async register(serials: readonly string[]): Promise<number[]> {
    const sessions: DeviceSession[] = [];
    try {
      const waiting = await allDevices(devices(serials), async ({ serial }) => {
        const session = await this.connectClaim();
        sessions.push(session);
        const csr = createCertificateRequest(generateIdentityKey(), serial);
        const { certificateOwnershipToken } = await createCertificateFromCsr(session, { csr });
        return { serial, session, certificateOwnershipToken };
      });
      return await allDevices(waiting, async ({ serial, session, certificateOwnershipToken }) => {
        const { templateName } = this;
        const parameters = this.parametersOf(serial);
        const asked = performance.now();
        await registerThing(session, { templateName, certificateOwnershipToken, parameters });
        return performance.now() - asked;
      });
    } finally {
      await Promise.all(sessions.map((session) => session.close()));
    }
  }

  /** So many devices go their whole way at once. */
  async provisionAll(serials: readonly string[]): Promise<void> {
    await allDevices(devices(serials), ({ serial }) => this.provision(serial));
  }

  /** So many connections are made, so many at a time, and are there then: with the claim, as its client ids are free. */
  async connectAll(count: number, atATime: number): Promise<DeviceSession[]> {
    const sessions: DeviceSession[] = [];
    await forEachBounded(new Array<undefined>(count).fill(undefined), atATime, async () => {
      sessions.push(await this.connectClaim());
    });
    return sessions;
  }

  /** A device's whole way: claim, certificate, registration, its own connection, confirmation. */
  private async provision(serial: string): Promise<void> {
    const claimed = await this.connectClaim();
    const key = generateIdentityKey();
    const { certificatePem } = await provision(claimed, {
      templateName: this.templateName,
      parameters: this.parametersOf(serial),
      keys: { from: 'device', key, csr: createCertificateRequest(key, serial) },
      onCertificate: () => undefined,
    });
    await claimed.close();
    const own = await this.connect(serial, { certificate: certificatePem, privateKey: key });
    await own.publish(confirmationTopic(serial), new TextEncoder().encode('{}'), { qos: 1 });
    await own.close();
  }

  private connectClaim(): Promise<DeviceSession> {
    return this.connect(claimClientId(randomBytes(claimClientIdBytes)), this.claim);
  }

  private connect(
    clientId: string,
    identity: { readonly certificate: string; readonly privateKey: string },
  ): Promise<DeviceSession> {
    const { endpoints, rootCa } = this.fleet.cloud;
    return DeviceSession.open({ ...endpoints.mqtt, rootCa, clientId, ...identity });
  }

  private parametersOf(serial: string): Record<string, string> {
    return {
      [templateParameters.serialNumber]: serial,
      [templateParameters.modelType]: this.fleet.model,
    };
  }
}

function devices(serials: readonly string[]): { serial: string }[] {
  return serials.map((serial) => ({ serial }));
}
