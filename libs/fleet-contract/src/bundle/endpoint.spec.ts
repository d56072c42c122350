import fc from 'fast-check';

import { formatEndpoint, InvalidEndpointError, parseEndpoint } from './endpoint';

describe('an endpoint', () => {
  it('has the port of MQTT over TLS unless it says another', () => {
    expect(parseEndpoint('a1b2-ats.iot.us-east-1.amazonaws.com')).toEqual({
      host: 'a1b2-ats.iot.us-east-1.amazonaws.com',
      port: 8883,
    });
    expect(parseEndpoint('localhost:18883')).toEqual({ host: 'localhost', port: 18883 });
    expect(parseEndpoint('127.0.0.1:1')).toEqual({ host: '127.0.0.1', port: 1 });
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.domain(), fc.integer({ min: 1, max: 65535 }), (host, port) => {
        expect(parseEndpoint(formatEndpoint({ host, port }))).toEqual({ host, port });
      }),
    );
  });

  it.each([`${'a'.repeat(63)}.com`, 'a.'.repeat(126) + 'a', `${'a.'.repeat(126)}a:65535`, 'host:65535'])(
    'may be as long as DNS and TCP have it: %.20s',
    (value) => {
      expect(formatEndpoint(parseEndpoint(value))).toBe(value);
    },
  );

  it('leaves out the port that holds without one', () => {
    expect(formatEndpoint(parseEndpoint('host:8883'))).toBe('host');
  });

  it('says in its refusal what it read, cut to a line, and what to write', () => {
    expect(() => parseEndpoint('mqtts://host')).toThrow(
      'The endpoint "mqtts://host" is not legal: write a host name, or host:port, with a port from 1 to 65535',
    );
    expect(() => parseEndpoint('/'.repeat(10_000))).toThrow(/^The endpoint "\/{100}" is not legal/);
  });

  it.each([
    '',
    ':8883',
    'host:',
    'host:0',
    'host:65536',
    'host:08883',
    'host:1:2',
    'mqtts://host',
    'host/path',
    'ho st',
    '-host',
    'host-',
    'a..b',
    'host.',
    '[::1]:8883',
    '$ENTER_ENDPOINT_HERE',
    'user@host',
    'host\n',
    `${'a'.repeat(64)}.com`,
    'a.'.repeat(127) + 'com',
  ])('is not %j', (value) => {
    expect(() => parseEndpoint(value)).toThrow(InvalidEndpointError);
  });
});
