import { once } from 'node:events';
import { connect } from 'node:net';
import { BrokerBench } from '../test-support/broker-bench';
import { createTestPki } from '../test-support/pki';

describe('a TCP connection that never begins with TLS', () => {
  it('does not keep the broker from closing', async () => {
    const bench = await BrokerBench.start(await createTestPki(), { limits: { handshakeMillis: 600_000 } });
    const socket = connect(bench.broker.port, '127.0.0.1');
    const closed = once(
      socket.on('error', () => undefined),
      'close',
    );
    await once(socket, 'connect');
    await bench.stop();
    await closed;
  });
});
