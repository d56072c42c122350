import fc from 'fast-check';
import { ClosedWithoutAnswerError } from './connection-errors';
import { evidenceOf, type ConnectEvidence } from './evidence';

const coded = (code: string | number, message = 'words'): Error =>
  Object.assign(new Error(message), { code });

/** As OpenSSL words it. */
const alert = (number: number): Error =>
  coded(
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN',
    `80EB:error:0A000416:SSL routines:ssl3_read_bytes:sslv3 alert:rec_layer_s3.c:1605:SSL alert number ${number}`,
  );

describe('what a failed connect says', () => {
  const after = (handshake: 'none' | 'tcp' | 'secure', failure: Error): ConnectEvidence =>
    evidenceOf(
      {
        tcp: handshake !== 'none',
        secure: handshake === 'secure',
        error: failure instanceof ClosedWithoutAnswerError ? undefined : failure,
      },
      failure,
    );
  const closed = new ClosedWithoutAnswerError();

  it.each([5, 133, 134, 135, 138])('a CONNACK of %d refuses this identity', (code) => {
    expect(after('secure', coded(code))).toMatchObject({ kind: 'refused', by: 'answer' });
  });

  it.each([3, 136, 137, 151, 159])(
    'a CONNACK of %d is about the server, and says nothing of anybody',
    (code) => {
      expect(after('secure', coded(code)).kind).toBe('unreachable');
    },
  );

  it.each([42, 43, 44, 45, 46, 48, 49, 116])(
    'TLS alert %d, once the server is known, refuses it too',
    (number) => {
      expect(after('secure', alert(number))).toMatchObject({ kind: 'refused', by: 'alert' });
    },
  );

  it('no other alert does, and none at all before the server is known', () => {
    fc.assert(
      fc.property(fc.nat({ max: 255 }), fc.boolean(), (number, secure) => {
        const counts = secure && [42, 43, 44, 45, 46, 48, 49, 116].includes(number);
        expect(after(secure ? 'secure' : 'tcp', alert(number)).kind).toBe(counts ? 'refused' : 'unanswered');
      }),
    );
  });

  it.each([
    ['a close', closed],
    ['a reset', coded('ECONNRESET')],
    ['a broken pipe', coded('EPIPE')],
    ['silence', new Error('connack timeout')],
    ['what is no TLS', coded('ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number')],
    ['what is no MQTT', new Error('Invalid header flag bits')],
  ])('%s is no answer, before the server is known and after', (_what, failure) => {
    expect(after('tcp', failure).kind).toBe('unanswered');
    expect(after('secure', failure).kind).toBe('unanswered');
  });

  it('silence is said to be silence, and of what', () => {
    const silence = new Error('connack timeout');
    expect(after('none', silence).detail).toBe('it does not answer');
    expect(after('tcp', silence).detail).toBe('the server takes the connection and says nothing');
    expect(after('secure', silence).detail).toBe('the server speaks TLS and does not answer to MQTT');
  });

  it('the page of a captive portal is said in a line', () => {
    const failure = coded(
      'EPROTO',
      'write EPROTO 80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl3_record.c:350:\n',
    );
    expect(after('tcp', failure).detail).toBe(
      'what answers there does not speak TLS with this device, as a page to log in does not (wrong version number)',
    );
  });

  it.each([
    ['a signature that an engine or a provider fails to make', 'ERR_OSSL_EVP_PROVIDER_SIGNATURE_FAILURE'],
    ['what the protocol makes of that', 'ERR_SSL_EVP_LIB'],
    ['a fault in the device', 'ERR_SSL_INTERNAL_ERROR'],
  ])('%s says nothing of the server, only of the device itself', (_what, code) => {
    expect(after('tcp', coded(code)).kind).toBe('own-key');
    expect(after('secure', coded(code)).kind).toBe('own-key');
  });

  it('says so, too, where Node.js reports it as a failure to write', () => {
    const failure = coded(
      'EPROTO',
      'write EPROTO 80DC:error:40000000:pkcs11:sign:the token is gone:../p11_ops.c:35:\n',
    );
    expect(after('tcp', failure).kind).toBe('own-key');
  });

  it('a close before there was a connection is a network in the way', () => {
    expect(after('none', closed).kind).toBe('unreachable');
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ENETUNREACH', 'EHOSTUNREACH'])(
    '%s is one, however far the connection came',
    (code) => {
      expect(after('none', coded(code)).kind).toBe('unreachable');
      expect(after('secure', coded(code)).kind).toBe('unreachable');
    },
  );

  it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    '%s is a server that is not to be trusted',
    (code) => {
      expect(after('tcp', coded(code)).kind).toBe('untrusted');
    },
  );
});
