import { connect } from 'node:tls';
import { BrokerBench } from '../test-support/broker-bench';
import type { Identity } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';

describe('a fault on the TLS handshake', () => {
  let bench: BrokerBench;
  let device: Identity;
  beforeAll(async () => {
    bench = await BrokerBench.start(await createTestPki());
    device = await bench.register('device');
  });
  afterAll(() => bench.stop());
  afterEach(() => bench.faults.clear());

  /** What a client sees: the code of its error, and whether the server has taken part in the handshake by then. */
  const handshake = (maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3') =>
    new Promise<{ code: unknown; heard: boolean }>((resolve) => {
      const { cert, key } = device;
      const host = 'localhost';
      const { port } = bench.broker;
      let heard = false;
      const socket = connect({ host, servername: host, port, ca: bench.pki.ca, cert, key, maxVersion });
      socket.on('keylog', () => (heard = true));
      socket.on('error', (error: Error & { code?: unknown }) => resolve({ code: error.code, heard }));
      socket.on('close', () => resolve({ code: 'closed', heard }));
      socket.on('secureConnect', () => {
        resolve({ code: 'secure', heard });
        socket.destroy();
      });
    });

  /** The error that comes to a client that is let in at first. */
  const refusal = () =>
    new Promise<string>((resolve, reject) => {
      const { cert, key } = device;
      const host = 'localhost';
      const { port } = bench.broker;
      const socket = connect({ host, servername: host, port, ca: bench.pki.ca, cert, key });
      let secure = false;
      socket.on('secureConnect', () => (secure = true));
      socket.on('error', (error: Error) =>
        secure ? resolve(error.message) : reject(new Error('refused in the handshake', { cause: error })),
      );
      socket.on('close', () => reject(new Error('closed without an alert')));
    });
  const numbers = { bad_certificate: 42, certificate_unknown: 46, certificate_required: 116 };

  it.each([
    ['bad_certificate', 'TLSv1.2', 'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'],
    ['certificate_unknown', 'TLSv1.2', 'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN'],
    ['unknown_ca', 'TLSv1.2', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
  ] as const)('answers the certificate of the client with %s in %s', async (alert, version, code) => {
    bench.fault('tls:handshake', { kind: 'alert', alert });
    const seen = await handshake(version);
    expect(String(seen.code).replace('SSLV3', 'SSL/TLS')).toBe(code);
    expect(seen.heard).toBe(true);
    await expect(handshake(version)).resolves.toEqual({ code: 'secure', heard: true });
  });

  it.each(['bad_certificate', 'certificate_unknown', 'certificate_required'] as const)(
    'answers the certificate of the client with %s in TLS 1.3, where the client takes the handshake for done',
    async (alert) => {
      bench.fault('tls:handshake', { kind: 'alert', alert });
      await expect(refusal()).resolves.toContain(`SSL alert number ${numbers[alert]}`);
    },
  );

  it('answers the ClientHello with an alert: the server takes no part', async () => {
    bench.fault('tls:handshake', { kind: 'alert', alert: 'certificate_unknown', when: 'before' });
    const seen = await handshake();
    expect(seen.heard).toBe(false);
    expect(seen.code).toEqual(expect.stringContaining('CERTIFICATE_UNKNOWN'));
  });

  it('cuts the connection, or lets it wait', async () => {
    bench.fault('tls:handshake', { kind: 'cut' });
    bench.fault('tls:handshake', { kind: 'delay', millis: 20 }, { from: 2 });
    await expect(handshake()).resolves.toMatchObject({ code: 'ECONNRESET' });
    await expect(handshake()).resolves.toMatchObject({ code: 'secure' });
    expect(bench.faults.list()).toMatchObject([{ fired: 1 }, { fired: 1 }]);
  });
});
