import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { awsLimits } from '../limits';
import { admit } from './tls-listener';

describe('a TLS connection', () => {
  it('is not let in when its client is gone already, so that no policy is asked about an address that is none', () => {
    const log = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    const onPeer = jest.fn();
    const gone = Object.assign(new TLSSocket(new Socket()), {
      servername: 'localhost',
      getPeerX509Certificate: () => ({ raw: Buffer.from('a certificate') }),
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
