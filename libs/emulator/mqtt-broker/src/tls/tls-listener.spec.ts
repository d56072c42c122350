import { Socket } from 'node:net';
import { connect, TLSSocket } from 'node:tls';
import { awsLimits } from '../limits';
import { BrokerBench } from '../test-support/broker-bench';
import { createTestPki } from '../test-support/pki';
import { admit } from './tls-listener';

describe('a TLS connection', () => {
  it('is not let in when its client is gone already, so that no policy is asked about an address that is none', () => {
    const log = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    const onPeer = jest.fn();
    const gone = Object.assign(new TLSSocket(new Socket()), {
      servername: 'localhost',
      getPeerCertificate: () => ({ raw: Buffer.from('a certificate') }),
    });

    admit(gone, {
      host: '127.0.0.1',
      port: 0,
      tls: { key: '', cert: '', ca: '' },
      limits: awsLimits,
      authenticate: () => ({ certificateId: 'known' }),
      log,
      onPeer,
    });

    expect(onPeer).not.toHaveBeenCalled();
    expect(gone.destroyed).toBe(true);
  });
});

describe('the protocol that a client and the broker agree on by ALPN', () => {
  let bench: BrokerBench;
  beforeAll(async () => {
    bench = await BrokerBench.start(await createTestPki());
  });
  afterAll(() => bench.stop());

  /** What is agreed on, or the code of the error. */
  const agreed = async (offered: string[]): Promise<unknown> => {
    const { cert, key } = await bench.register('device');
    return new Promise((resolve) => {
      const { pki, broker } = bench;
      const host = 'localhost';
      const { port } = broker;
      const options = { host, servername: host, port, ca: pki.ca, cert, key, ALPNProtocols: offered };
      const socket = connect(options, () => {
        resolve(socket.alpnProtocol);
        socket.destroy();
      });
      socket.on('error', (error: Error & { code?: unknown }) => resolve(error.code));
    });
  };

  it.each([
    [['mqtt'], 'mqtt'],
    [['x-amzn-mqtt-ca'], 'x-amzn-mqtt-ca'],
    [['mqtt', 'x-amzn-mqtt-ca', 'h2'], 'x-amzn-mqtt-ca'],
    [[], false],
  ])('of %j is %s', async (offered, protocol) => {
    await expect(agreed(offered)).resolves.toBe(protocol);
  });

  it('is needed where the client offers any', async () => {
    await expect(agreed(['h2'])).resolves.toContain('NO_APPLICATION_PROTOCOL');
  });
});
