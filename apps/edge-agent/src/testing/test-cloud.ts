import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { X509Certificate, createHash } from 'node:crypto';
import { Aedes, type Client } from 'aedes';
import * as z from 'zod/mini';
import { TestAuthority, type IssuedPair } from './test-authority';

/** What the cloud does with a RegisterThing request. `lost` does it, and closes in place of the answer. */
export type RegisterScript = 'accept' | 'lost' | { readonly statusCode: number; readonly errorCode: string };

export interface CloudCertificate {
  status: 'PENDING_ACTIVATION' | 'ACTIVE' | 'INACTIVE';
  token: string;
  thing?: string;
}

export interface Confirmation {
  readonly certificateId: string;
  readonly clientId: string;
}

const registerRequest = z.object({
  certificateOwnershipToken: z.string(),
  parameters: z.object({ SerialNumber: z.string() }),
});
const csrRequest = z.object({ certificateSigningRequest: z.string() });

/** Made once for all clouds of a test file: keys take their time. */
let certificatesOfAllClouds: ReturnType<typeof makeCertificates> | undefined;

async function makeCertificates(): Promise<{
  authority: TestAuthority;
  identity: IssuedPair;
  claim: IssuedPair;
}> {
  const authority = await TestAuthority.create();
  const identity = await authority.issue('localhost', ['localhost']);
  return { authority, identity, claim: await authority.issue('claim') };
}

/**
 * The device's side of AWS IoT Core for tests: a real broker behind real mutual TLS, that issues and registers
 * certificates, closes on whoever it does not know, and follows a script where a test needs a fault.
 */
export class TestCloud {
  readonly certificates = new Map<string, CloudCertificate>();
  readonly confirmations: Confirmation[] = [];
  /** Closes in place of acknowledging one application message, and drops it. */
  loseNextPublish = false;
  /** Takes one application message and never acknowledges it. */
  swallowNextPublish = false;
  private readonly messages: { readonly topic: string; readonly payload: string }[] = [];
  readonly connects: Confirmation[] = [];
  /** Answers to the next RegisterThing requests, in turn; then `accept`. */
  readonly registerScript: RegisterScript[] = [];
  readonly registrations: { readonly template: string; readonly token: string }[] = [];
  /** Whether a certificate that is registered is let in: on AWS, policies take minutes to spread. */
  admits: (certificateId: string) => boolean = () => true;
  /** Whether the connection of a certificate is cut when it confirms, as for want of a policy. */
  cutOnConfirmation: (certificateId: string) => boolean = () => false;
  private readonly sockets = new Set<TLSSocket>();

  private constructor(
    private readonly authority: TestAuthority,
    private readonly broker: Aedes,
    private readonly server: Server,
    readonly claim: IssuedPair,
  ) {}

  static async start(): Promise<TestCloud> {
    const { authority, identity, claim } = await (certificatesOfAllClouds ??= makeCertificates());
    const broker = await Aedes.createBroker();
    const server = createServer({
      key: identity.privateKey,
      cert: identity.certificate,
      ca: authority.rootCa,
      requestCert: true,
      rejectUnauthorized: false,
    });
    const cloud = new TestCloud(authority, broker, server, claim);
    cloud.certificates.set(claim.certificateId, { status: 'ACTIVE', token: '' });
    cloud.wire();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return cloud;
  }

  get rootCa(): string {
    return this.authority.rootCa;
  }

  get openConnections(): number {
    return this.broker.connectedClients;
  }

  get port(): number {
    return addressOf(this.server).port;
  }

  /** Ids of certificates in this state that belong to the thing, or to none yet. */
  idsOf(status: CloudCertificate['status']): string[] {
    return [...this.certificates]
      .filter(([id, certificate]) => certificate.status === status && id !== this.claim.certificateId)
      .map(([id]) => id);
  }

  deactivate(certificateId: string): void {
    const certificate = this.certificates.get(certificateId);
    if (certificate) {
      certificate.status = 'INACTIVE';
    }
  }

  async publish(topic: string, payload: string | Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.broker.publish(
        { cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false },
        (error?: Error | null) => (error ? reject(error) : resolve()),
      );
    });
  }

  /** Payloads that devices have published on the topic. */
  received(topic: string): string[] {
    return this.messages.filter((message) => message.topic === topic).map(({ payload }) => payload);
  }

  /** Cuts every connection, as a network does. */
  cut(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.broker.close(() => resolve()));
    await new Promise((resolve) => this.server.close(resolve));
  }

  private wire(): void {
    this.server.on('tlsClientError', () => undefined);
    this.server.on('secureConnection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
      const id = peerId(socket);
      if (!this.isLetIn(id)) {
        socket.destroy();
        return;
      }
      const client = this.broker.handle(socket);
      client.on('error', () => undefined);
      client.on('connected', () => this.connects.push({ certificateId: id, clientId: client.id }));
    });
    this.broker.authorizePublish = (client, packet, done) => {
      if (
        client !== null &&
        packet.topic.endsWith('/cert/confirmed') &&
        this.cutOnConfirmation(peerId(client.conn))
      ) {
        client.conn.destroy();
        return;
      }
      if (client !== null && packet.topic.startsWith('dt/')) {
        if (this.swallowNextPublish) {
          return;
        }
        if (this.loseNextPublish) {
          this.loseNextPublish = false;
          client.conn.destroy();
          return;
        }
        this.messages.push({ topic: packet.topic, payload: packet.payload.toString() });
      }
      done(null);
      if (client !== null) {
        void this.receive(client, packet.topic, Buffer.from(packet.payload));
      }
    };
  }

  private isLetIn(id: string): boolean {
    const certificate = this.certificates.get(id);
    return certificate?.status === 'ACTIVE' && (certificate.thing === undefined || this.admits(id));
  }

  private async receive(client: Client, topic: string, payload: Buffer): Promise<void> {
    const answer = (suffix: string, body: object): void =>
      client.publish(
        {
          cmd: 'publish',
          topic: `${topic}/${suffix}`,
          payload: JSON.stringify(body),
          qos: 0,
          retain: false,
          dup: false,
        },
        () => undefined,
      );
    const provision = /^\$aws\/provisioning-templates\/(.+)\/provision\/json$/.exec(topic);
    if (topic === '$aws/certificates/create-from-csr/json') {
      answer('accepted', await this.issue(csrRequest.parse(JSON.parse(payload.toString()))));
    } else if (topic === '$aws/certificates/create/json') {
      answer('accepted', await this.issueWithKey());
    } else if (provision) {
      this.register(client, provision[1] ?? '', payload, answer);
    } else if (topic.endsWith('/cert/confirmed')) {
      const id = peerId(client.conn);
      this.confirmations.push({ certificateId: id, clientId: client.id });
    }
  }

  private async issue(request: z.infer<typeof csrRequest>): Promise<object> {
    const { certificate, certificateId } = await this.authority.issueFor(request.certificateSigningRequest);
    return this.pending(certificate, certificateId);
  }

  private async issueWithKey(): Promise<object> {
    const { certificate, certificateId, privateKey } = await this.authority.issue('AWS IoT Certificate');
    return { ...this.pending(certificate, certificateId), privateKey };
  }

  private pending(certificatePem: string, certificateId: string): object {
    const token = `token-${this.certificates.size}`;
    this.certificates.set(certificateId, { status: 'PENDING_ACTIVATION', token });
    return { certificateId, certificatePem, certificateOwnershipToken: token };
  }

  private register(
    client: Client,
    template: string,
    payload: Buffer,
    answer: (suffix: string, body: object) => void,
  ): void {
    const request = registerRequest.parse(JSON.parse(payload.toString()));
    this.registrations.push({ template, token: request.certificateOwnershipToken });
    const script = this.registerScript.shift() ?? 'accept';
    const pending = [...this.certificates.values()].find(
      ({ token, status }) => token === request.certificateOwnershipToken && status === 'PENDING_ACTIVATION',
    );
    if (typeof script === 'object') {
      answer('rejected', { ...script, errorMessage: 'scripted' });
      return;
    }
    if (pending === undefined) {
      const errorCode = 'InvalidCertificateOwnershipToken';
      answer('rejected', { statusCode: 400, errorCode, errorMessage: 'expired or used' });
      return;
    }
    pending.status = 'ACTIVE';
    pending.thing = request.parameters.SerialNumber;
    if (script === 'lost') {
      client.conn.destroy();
    } else {
      answer('accepted', { thingName: pending.thing, deviceConfiguration: {} });
    }
  }
}

function peerId(connection: unknown): string {
  const peer = hasPeer(connection) ? connection.getPeerX509Certificate() : undefined;
  return peer instanceof X509Certificate ? createHash('sha256').update(peer.raw).digest('hex') : '';
}

function hasPeer(connection: unknown): connection is TLSSocket {
  return typeof connection === 'object' && connection !== null && 'getPeerX509Certificate' in connection;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server is not listening on a port.');
  }
  return address;
}
