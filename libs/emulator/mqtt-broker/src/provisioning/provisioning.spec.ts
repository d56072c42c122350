import { decode, encode } from 'cborg';
import type { MqttClient } from 'mqtt';
import { BrokerBench, closed, received, receivedUntilNow } from '../test-support/broker-bench';
import type { ReceivedMessage } from '../test-support/broker-bench';
import type { Identity, TestPki } from '../test-support/pki';
import { createTestPki } from '../test-support/pki';
import type { ProvisioningPort } from '../ports';

const certificate = { certificateId: 'id', certificatePem: 'pem', certificateOwnershipToken: 'token' };
const token = '{"certificateOwnershipToken":"token"}';
const requests: unknown[][] = [];
/** What happens in the cloud while a request is answered. */
let meanwhile: () => void = () => undefined;

const refusal = Object.assign(new Error('no'), {
  statusCode: 403,
  errorCode: 'AccessDenied',
  errorMessage: 'No.',
});

const port: ProvisioningPort = {
  createKeysAndCertificate: (...request) => answer(request, { ...certificate, privateKey: 'key' }),
  createCertificateFromCsr: (...request) => answer(request, certificate),
  registerThing: (requester, request) =>
    request.templateName === 'refusing'
      ? Promise.reject(refusal)
      : request.templateName === 'broken'
        ? Promise.reject(new Error('the private cause'))
        : answer([requester, request], { deviceConfiguration: {}, thingName: 'thing' }),
};

function answer<Answer>(request: unknown[], result: Answer): Promise<Answer> {
  requests.push(request);
  meanwhile();
  return Promise.resolve(result);
}

let pki: TestPki;
let bench: BrokerBench;
let device: Identity;
let client: MqttClient;

beforeAll(async () => {
  pki = await createTestPki();
  bench = await BrokerBench.start(pki, { provisioning: port });
  device = await bench.register('device');
});

beforeEach(async () => {
  requests.length = 0;
  meanwhile = () => undefined;
  client = await bench.connected(device, { clientId: 'claim:1' });
});

afterEach(() => client.endAsync(true));

afterAll(() => bench.stop());

async function ask(topic: string, payload: Buffer | string): Promise<ReceivedMessage> {
  const message = received(client);
  await client.publishAsync(topic, payload, { qos: 1 });
  return message;
}

const requester = (): object => ({
  principal: { certificateId: device.certificateId },
  clientId: 'claim:1',
});

const json = ({ payload }: ReceivedMessage): unknown => JSON.parse(payload.toString());

describe('a provisioning request', () => {
  it('is answered to the connection that asked, without a subscription', async () => {
    const message = await ask('$aws/certificates/create/json', '{}');
    expect(message.topic).toBe('$aws/certificates/create/json/accepted');
    expect(json(message)).toEqual({ ...certificate, privateKey: 'key' });
    expect(requests).toEqual([[requester()]]);
  });

  it('may be empty', async () => {
    await expect(ask('$aws/certificates/create/json', '')).resolves.toMatchObject({
      topic: '$aws/certificates/create/json/accepted',
    });
  });

  it('is answered once to a subscriber, and to nobody else', async () => {
    const other = await bench.connected(device, { clientId: 'other' });
    const [mine, theirs] = await Promise.all(
      [client, other].map((one) =>
        receivedUntilNow(one, async () => {
          await one.subscribeAsync(['$aws/certificates/create/json/accepted', '$aws/certificates/#']);
          if (one === other) {
            return;
          }
          const message = received(client);
          await client.publishAsync('$aws/certificates/create/json', '{}', { qos: 1 });
          await message;
        }),
      ),
    );
    expect(mine).toEqual(['$aws/certificates/create/json/accepted']);
    expect(theirs).toEqual([]);
  });

  it.each([true, false])(
    'is answered beside what is published meanwhile (clean session: %s)',
    async (clean) => {
      const properties = { sessionExpiryInterval: 3_600 };
      const one = await bench.connected(device, {
        clientId: 'device',
        protocolVersion: 5,
        clean,
        properties,
      });
      await one.subscribeAsync('alerts', { qos: 1 });
      meanwhile = () => void bench.broker.publish({ topic: 'alerts', payload: Buffer.from('hello'), qos: 1 });
      const topics = await receivedUntilNow(one, async () => {
        await one.publishAsync('$aws/certificates/create/json', '{}', { qos: 1 });
      });
      expect(topics.toSorted()).toEqual(['$aws/certificates/create/json/accepted', 'alerts']);
      await one.endAsync();
    },
  );

  it('is not seen by subscribers or rules: it may hold an ownership token', async () => {
    const before = bench.messages.length;
    await ask('$aws/provisioning-templates/mine/provision/json', '{"certificateOwnershipToken":"secret"}');
    expect(bench.messages.slice(before).map(({ topic }) => topic)).toEqual([]);
  });

  it('in CBOR is answered in CBOR', async () => {
    const request = { certificateSigningRequest: 'csr' };
    const message = await ask('$aws/certificates/create-from-csr/cbor', Buffer.from(encode(request)));
    expect(message.topic).toBe('$aws/certificates/create-from-csr/cbor/accepted');
    expect(decode(message.payload)).toEqual(certificate);
    expect(requests).toEqual([[requester(), request]]);
  });

  it('to register a thing names the template of its topic', async () => {
    const request = { certificateOwnershipToken: 'token', parameters: { SerialNumber: '1' } };
    const message = await ask('$aws/provisioning-templates/mine/provision/json', JSON.stringify(request));
    expect(json(message)).toEqual({ deviceConfiguration: {}, thingName: 'thing' });
    expect(requests).toEqual([[requester(), { templateName: 'mine', ...request }]]);
  });

  it('that is refused is answered with the refusal', async () => {
    const message = await ask('$aws/provisioning-templates/refusing/provision/json', token);
    expect(message.topic).toBe('$aws/provisioning-templates/refusing/provision/json/rejected');
    expect(json(message)).toEqual({ statusCode: 403, errorCode: 'AccessDenied', errorMessage: 'No.' });
  });

  it('beyond those that a connection may have in flight is answered at once, as throttled', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const registerThing = port.registerThing.bind(port);
    port.registerThing = (...request) => held.then(() => registerThing(...request));
    try {
      const topic = '$aws/provisioning-templates/any/provision/json';
      const first = received(client);
      await Promise.all(Array.from({ length: 17 }, () => client.publishAsync(topic, token, { qos: 1 })));
      const message = await first;
      expect(message.topic).toBe(`${topic}/rejected`);
      expect(json(message)).toMatchObject({ statusCode: 429, errorCode: 'Throttling' });
    } finally {
      port.registerThing = registerThing;
      release();
    }
  });

  it('that fails is answered without a word about the cause', async () => {
    const message = await ask('$aws/provisioning-templates/broken/provision/json', token);
    expect(json(message)).toMatchObject({ statusCode: 500, errorCode: 'InternalFailure' });
    expect(message.payload.toString()).not.toContain('private cause');
  });

  it.each([
    ['text that is not JSON', 'json', Buffer.from('{"a":')],
    ['binary garbage as JSON', 'json', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a JSON bomb', 'json', Buffer.from('['.repeat(100_000))],
    ['a closed JSON bomb', 'json', Buffer.from(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`)],
    ['binary garbage as CBOR', 'cbor', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a CBOR bomb of nested arrays', 'cbor', Buffer.alloc(100_000, 0x81)],
    ['a CBOR array of four billion', 'cbor', Buffer.from('9affffffff', 'hex')],
    ['a CBOR text of four billion bytes', 'cbor', Buffer.from('7affffffff', 'hex')],
  ] as const)('with %s is rejected, and the broker stays up', async (_what, format, payload) => {
    const message = await ask(`$aws/certificates/create-from-csr/${format}`, payload);
    expect(message.topic).toBe(`$aws/certificates/create-from-csr/${format}/rejected`);
    const rejection: unknown = format === 'json' ? json(message) : decode(message.payload);
    expect(rejection).toMatchObject({ statusCode: 400, errorCode: 'InvalidPayload' });
    expect(requests).toEqual([]);
  });

  it.each([
    ['create-from-csr', '{}', 'InvalidCertificateSigningRequest'],
    ['create-from-csr', '{"certificateSigningRequest":1}', 'InvalidCertificateSigningRequest'],
    ['create-from-csr', '[]', 'InvalidPayload'],
    ['create', '"text"', 'InvalidPayload'],
  ])('%s with %s is rejected as %s', async (operation, payload, errorCode) => {
    const message = await ask(`$aws/certificates/${operation}/json`, payload);
    expect(json(message)).toMatchObject({ statusCode: 400, errorCode });
  });

  it.each([
    ['{}', 'InvalidCertificateOwnershipToken'],
    ['{"certificateOwnershipToken":""}', 'InvalidCertificateOwnershipToken'],
    ['{"certificateOwnershipToken":"t","parameters":{"SerialNumber":1}}', 'InvalidParameters'],
  ])('to register a thing with %s is rejected as %s', async (payload, errorCode) => {
    const message = await ask('$aws/provisioning-templates/mine/provision/json', payload);
    expect(json(message)).toMatchObject({ statusCode: 400, errorCode });
  });

  it('needs iot:Publish on its topic, as any publish', async () => {
    bench.denies = ({ action, resource }) =>
      action === 'iot:Publish' && resource.name.startsWith('$aws/cert');
    const end = closed(client);
    client.publish('$aws/certificates/create/json', '{}');
    await end;
    bench.denies = () => false;
    expect(requests).toEqual([]);
  });
});
