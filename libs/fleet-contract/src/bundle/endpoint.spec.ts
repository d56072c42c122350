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
