import { idleCredentials } from '../testing/test-credentials';
import { tlsOptionsOf } from './tls-socket';

describe('the TLS connection to an endpoint', () => {
  const optionsFor = (host: string, port: number): ReturnType<typeof tlsOptionsOf> =>
    tlsOptionsOf({
      endpoint: { host, port },
      clientId: 'device-1',
      rootCa: 'root',
      credentials: idleCredentials(),
    });

  it('gives each address of its name the time that a slow link needs', () => {
    expect(optionsFor('iot.example', 8883).autoSelectFamilyAttemptTimeout).toBe(3_000);
  });

  it('asks for MQTT by name on the port of HTTPS alone', () => {
    expect(optionsFor('iot.example', 443).ALPNProtocols).toEqual(['x-amzn-mqtt-ca']);
    expect(optionsFor('iot.example', 8883).ALPNProtocols).toBeUndefined();
  });

  it.each([
    ['iot.example', 'iot.example'],
    ['192.0.2.1', undefined],
    ['2001:db8::1', undefined],
  ])('names the server %s in its greeting if that is a name', (host, servername) => {
    expect(optionsFor(host, 8883).servername).toBe(servername);
  });
});
