import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type Client } from 'aedes';
import { generate } from 'mqtt-packet';
import { cloudCertificates } from './cloud-certificates';
import { peerId } from './peer-id';
import type { IssuedPair, TestAuthority } from './test-authority';
import { TestProvisioning, type CloudCertificate, type RegisterScript } from './test-provisioning';

export interface Confirmation {
  readonly certificateId: string;
  readonly clientId: string;
}

/** The moments at which a cloud may fail a device: it has done the step, and has not answered yet. */
export type CloudStep = 'issued' | 'registered' | 'connecting' | 'confirmed';

/**
 * The device's side of AWS IoT Core for tests: a real broker behind real mutual TLS, that issues and registers
 * certificates, closes on whoever it does not know, and follows a script where a test needs a fault.
 */
export class TestCloud {
  readonly confirmations: Confirmation[] = [];
  /** Closes in place of acknowledging one application message, and drops it. */
  loseNextPublish = false;
  /** Topics on which it closes whenever an application publishes there, as AWS IoT Core does where the policy forbids it. */
  forbids: (topic: string) => boolean = () => false;
  /** Takes application messages without acknowledging them, as many as this says. */
  unacknowledgedPublishes = 0;
  /** Reason codes with which it refuses application messages, one after the other. */
  readonly pubackScript: number[] = [];
  private readonly messages: { readonly topic: string; readonly payload: string }[] = [];
  readonly connects: Confirmation[] = [];
  /** What goes wrong at a step of the connection with this certificate: it is cut, or never answered. */
  fault: (step: CloudStep, certificateId: string) => 'cut' | 'silence' | undefined = () => undefined;
  /** Whether a certificate that is registered is let in: on AWS, policies take minutes to spread. */
  admits: (certificateId: string) => boolean = () => true;
  /** Whether the connection of a certificate is cut when it confirms, as for want of a policy. */
  cutOnConfirmation: (certificateId: string) => boolean = () => false;
  /** Whatever a SUBACK waits for; it refuses where that is `refused`. The broker asks, too, as it resumes a session. */
  suback: () => Promise<unknown> = () => Promise.resolve();
  /** Whatever a CONNACK waits for. */
  connack: (clientId: string) => Promise<void> = () => Promise.resolve();
  /** Closes without a word on a client id that connects again within so many milliseconds of this clock. */
  throttle: { readonly millis: number; readonly now: () => number } | undefined;
  /** How often it did. */
  throttled = 0;
  readonly provisioning: TestProvisioning;
  private readonly latestConnects = new Map<string, number>();
  private readonly sockets = new Set<TLSSocket>();
  private lastPort = 0;

  private constructor(
    private readonly authority: TestAuthority,
    private readonly broker: Aedes,
    private readonly server: Server,
    readonly claim: IssuedPair,
  ) {
    this.provisioning = new TestProvisioning(authority);
  }

  /** @param tls the one version that is spoken; by default whichever a client prefers */
  static async start(tls?: 'TLSv1.2' | 'TLSv1.3'): Promise<TestCloud> {
    const { authority, identity, claim } = await cloudCertificates();
    const broker = await Aedes.createBroker();
    const server = createServer({
      key: identity.privateKey,
      cert: identity.certificate,
      ca: authority.rootCa,
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: tls ?? 'TLSv1.2',
      maxVersion: tls ?? 'TLSv1.3',
    });
    const cloud = new TestCloud(authority, broker, server, claim);
    cloud.certificates.set(claim.certificateId, { status: 'ACTIVE', token: '' });
    cloud.wire();
    await cloud.comeBack();
    return cloud;
  }

  get certificates(): Map<string, CloudCertificate> {
    return this.provisioning.certificates;
  }

  get registerScript(): RegisterScript[] {
    return this.provisioning.registerScript;
  }

  get registrations(): TestProvisioning['registrations'] {
    return this.provisioning.registrations;
  }

  get rootCa(): string {
    return this.authority.rootCa;
  }

  get openConnections(): number {
    return this.broker.connectedClients;
  }

  get port(): number {
    return this.lastPort;
  }

  /** Shows a certificate of that validity from now on, as a device sees it whose clock is wrong. */
  async showValid(notBefore: Date, notAfter: Date): Promise<void> {
    const { certificate, privateKey } = await this.authority.issue('localhost', ['localhost'], {
      notBefore,
      notAfter,
    });
    this.server.setSecureContext({ cert: certificate, key: privateKey, ca: this.rootCa });
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

  /** Cuts every connection, and nobody listens any more. */
  goAway(): void {
    this.server.close();
    this.cut();
  }

  /** Listens, where it did before. */
  async comeBack(): Promise<void> {
    this.server.listen(this.lastPort, '127.0.0.1');
    await once(this.server, 'listening');
    this.lastPort = addressOf(this.server).port;
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
      if (!this.isLetIn(id) || this.fault('connecting', id) !== undefined) {
        socket.destroy();
        return;
      }
      const client = this.broker.handle(socket);
      client.on('error', () => undefined);
      client.on('connected', () => this.connects.push({ certificateId: id, clientId: client.id }));
    });
    this.broker.preConnect = (client, { clientId }, done) => {
      if (this.comesTooSoon(clientId)) {
        this.throttled += 1;
        client.conn.destroy();
        return;
      }
      this.connack(clientId).then(() => done(null, true), noAnswer);
    };
    this.broker.authorizeSubscribe = (_client, subscription, done) => {
      this.suback().then((answer) => done(null, answer === 'refused' ? null : subscription), done);
    };
    this.broker.authorizePublish = (client, packet, done) => {
      if (client?.conn.destroyed === true) {
        // It was cut, and this came in the same piece.
        return;
      }
      if (client !== null && packet.topic.endsWith('/cert/confirmed') && !this.confirm(client)) {
        return;
      }
      if (client !== null && packet.topic.startsWith('dt/')) {
        if (this.unacknowledgedPublishes > 0) {
          this.unacknowledgedPublishes -= 1;
          return;
        }
        const reasonCode = this.pubackScript.shift();
        if (reasonCode !== undefined) {
          const messageId = packet.messageId ?? 0;
          client.conn.write(generate({ cmd: 'puback', messageId, reasonCode }, { protocolVersion: 5 }));
          return;
        }
        if (this.loseNextPublish || this.forbids(packet.topic)) {
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

  private comesTooSoon(clientId: string): boolean {
    if (this.throttle === undefined) {
      return false;
    }
    const now = this.throttle.now();
    const before = this.latestConnects.get(clientId);
    this.latestConnects.set(clientId, now);
    return before !== undefined && now - before < this.throttle.millis;
  }

  /** Whether a certificate with this id is. */
  isLetIn(id: string): boolean {
    const certificate = this.certificates.get(id);
    return certificate?.status === 'ACTIVE' && (certificate.thing === undefined || this.admits(id));
  }

  /** Returns whether the confirmation is to be acknowledged. */
  private confirm(client: Client): boolean {
    const certificateId = peerId(client.conn);
    if (this.cutOnConfirmation(certificateId)) {
      client.conn.destroy();
      return false;
    }
    this.confirmations.push({ certificateId, clientId: client.id });
    this.provisioning.prove(certificateId);
    const fault = this.fault('confirmed', certificateId);
    if (fault === 'cut') {
      client.conn.destroy();
    }
    return fault === undefined;
  }

  private async receive(client: Client, topic: string, payload: Buffer): Promise<void> {
    const answer = await this.provisioning.answer(topic, payload.toString());
    if (answer === undefined) {
      return;
    }
    const fault = answer.lost ? 'cut' : this.fault(answer.step, peerId(client.conn));
    if (fault === 'cut') {
      client.conn.destroy();
    } else if (fault === undefined) {
      // Numbered by itself: aedes would drop what the answer overtakes as if the client had had it already.
      const message = { cmd: 'publish', brokerId: 'answers', qos: 0, retain: false, dup: false } as const;
      client.publish(
        { ...message, topic: `${topic}/${answer.suffix}`, payload: JSON.stringify(answer.body) },
        () => undefined,
      );
    }
  }
}

function noAnswer(): void {
  return undefined;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server is not listening on a port.');
  }
  return address;
}
