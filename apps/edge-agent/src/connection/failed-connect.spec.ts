import { ConnectionRefusedError, ServerNotTrustedError, UnreachableError } from './connection-errors';
import { ClosedWithoutAnswerError, diagnoseFailedConnect } from './failed-connect';

const coded = (code: string | number, message = 'words'): Error =>
  Object.assign(new Error(message), { code });

describe('what a failed connect means', () => {
  const diagnose = (failure: Error, tcp: boolean, socketError?: Error): Error =>
    diagnoseFailedConnect('device-1', 'broker:8883', { tcp, error: socketError }, failure);

  it.each([5, 135, 134, 138])('a CONNACK of %d refuses this client', (code) => {
    expect(diagnose(coded(code), true)).toMatchObject({ name: 'ConnectionRefusedError', evidence: 'answer' });
  });

  it.each([3, 136, 137, 159])(
    'a CONNACK of %d is about the server, and says nothing of the client',
    (code) => {
      expect(diagnose(coded(code), true)).toBeInstanceOf(UnreachableError);
    },
  );

  it('a TLS alert refuses the certificate', () => {
    const alert = coded('ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN');
    expect(diagnose(alert, true, alert)).toMatchObject({ evidence: 'alert' });
  });

  it.each([undefined, coded('ECONNRESET')])(
    'a close after the first handshake may be a refusal',
    (socketError) => {
      const diagnosis = diagnose(socketError ?? new ClosedWithoutAnswerError(), true, socketError);
      expect(diagnosis).toBeInstanceOf(ConnectionRefusedError);
      expect(diagnosis).toMatchObject({ evidence: 'closed' });
    },
  );

  it('a close before there was a connection is none', () => {
    expect(diagnose(new ClosedWithoutAnswerError(), false)).toBeInstanceOf(UnreachableError);
  });

  it('a server that takes the connection and says nothing refuses nobody', () => {
    expect(diagnose(new Error('connack timeout'), true)).toBeInstanceOf(UnreachableError);
  });

  it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    '%s is a server that is not to be trusted',
    (code) => {
      expect(diagnose(coded(code), true, coded(code))).toBeInstanceOf(ServerNotTrustedError);
    },
  );

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ENETUNREACH'])('%s is a network in the way', (code) => {
    expect(diagnose(coded(code), false, coded(code))).toBeInstanceOf(UnreachableError);
  });
});
