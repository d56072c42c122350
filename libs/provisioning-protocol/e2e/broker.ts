import { once } from 'node:events';
import { createServer } from 'node:tls';
import type { Server } from 'node:tls';
import { Aedes } from 'aedes';
import type { Client, PublishPacket } from 'aedes';
import type { CertificateAuthority, DeviceKey } from '../testing/certificate-authority';
import type { ProvisioningService } from '../testing/provisioning-service';

/** A real MQTT broker over mutual TLS that answers provisioning requests to the connection that asked. */
export class Broker {
  private constructor(
    private readonly aedes: Aedes,
    private readonly server: Server,
    readonly endpoint: string,
  ) {}

  static async start(
    authority: CertificateAuthority,
    key: DeviceKey,
    service: ProvisioningService,
  ): Promise<Broker> {
    const aedes = await Aedes.createBroker();
    const { certificatePem } = await authority.signRequest(key.csr);
    const server = createServer(
      {
        key: key.privateKey,
        cert: certificatePem,
        ca: authority.rootPem,
        requestCert: true,
        rejectUnauthorized: true,
      },
      (socket) => aedes.handle(socket),
    );
    aedes.on('publish', (packet, client) => {
      if (client) {
        void answer(service, packet, client);
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return new Broker(aedes, server, `localhost:${port}`);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.aedes.close(() => resolve()));
    this.server.close();
    await once(this.server, 'close');
  }
}

async function answer(service: ProvisioningService, packet: PublishPacket, client: Client): Promise<void> {
  const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
  const reply = await service.answer(packet.topic, payload);
  if (!reply) {
    return;
  }
  client.publish(
    {
      cmd: 'publish',
      topic: reply.topic,
      payload: Buffer.from(reply.payload),
      qos: 0,
      dup: false,
      retain: false,
    },
    (error) => {
      if (error) {
        throw error;
      }
    },
  );
}
