import { formatListenAddress, InvalidListenAddressError, parseListenAddress } from './listen-address';

describe('an address for programs of the device', () => {
  it.each([
    ['unix:/run/fleet-agent/mqtt.sock', { kind: 'unix', path: '/run/fleet-agent/mqtt.sock' }],
    ['tcp:127.0.0.1:1883', { kind: 'tcp', host: '127.0.0.1', port: 1883 }],
    ['tcp:[::1]:1883', { kind: 'tcp', host: '::1', port: 1883 }],
  ])('is %s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
    expect(formatListenAddress(parseListenAddress(text))).toBe(text);
  });

  it('may be named localhost, which is 127.0.0.1 whatever the device thinks', () => {
    expect(parseListenAddress('tcp:localhost:1883')).toMatchObject({ host: '127.0.0.1' });
  });

  it.each([
    '',
    '/run/mqtt.sock',
    'unix:mqtt.sock',
    'unix:/run/',
    `unix:/${'x'.repeat(103)}`,
    'tcp:0.0.0.0:1883',
    'tcp::1883',
    'tcp:192.168.0.1:1883',
    'tcp:127.evil.example:1883',
    'tcp:[::]:1883',
    'tcp:127.0.0.1',
    'tcp:127.0.0.1:65536',
    'tls:127.0.0.1:8883',
  ])('is not %j', (text) => {
    expect(() => parseListenAddress(text)).toThrow(InvalidListenAddressError);
  });
});
