import fc from 'fast-check';
import { ScriptedTransport } from '../testing/scripted-transport';
import {
  AnswerTimeoutError,
  ConnectionLostError,
  InvalidRequestError,
  MalformedAnswerError,
  ProvisioningAbortedError,
  ProvisioningError,
  RequestConflictError,
  RequestRejectedError,
  TransportError,
} from './errors';
import { createCertificateFromCsr, createKeysAndCertificate, registerThing } from './operations';

const register = '$aws/provisioning-templates/fleet/provision/json';
const create = '$aws/certificates/create/json';
const token = { templateName: 'fleet', certificateOwnershipToken: 'secret-token' };
const registered = JSON.stringify({ thingName: 'pump', deviceConfiguration: {} });

let transport: ScriptedTransport;

beforeEach(() => {
  transport = new ScriptedTransport();
});

afterEach(() => {
  expect(transport.listeners).toBe(0);
});

describe('a request', () => {
  it('waits for the SUBACK, as its answer could be lost otherwise', async () => {
    let acknowledge: () => void = () => undefined;
    transport.suback = new Promise((resolve) => (acknowledge = resolve));
    const asked = registerThing(transport, { ...token, parameters: { SerialNumber: 'pump' } });
    transport.deliver(`${register}/accepted`, '{"thingName":"answer-to-an-earlier-question"}');
    await new Promise((resolve) => setImmediate(resolve));
    expect(transport.packets).toEqual([`SUBSCRIBE ${register}/accepted ${register}/rejected`]);
    acknowledge();
    await transport.requests(1);
    transport.deliver(`${register}/accepted`, registered);
    await expect(asked).resolves.toEqual({ thingName: 'pump', deviceConfiguration: {} });
    expect(JSON.parse(Buffer.from(transport.published[0]?.payload ?? []).toString())).toEqual({
      certificateOwnershipToken: 'secret-token',
      parameters: { SerialNumber: 'pump' },
    });
  });

  it('follows its subscription at once without `subscribeFirst`', async () => {
    transport.suback = new Promise(() => undefined);
    const asked = registerThing(transport, { ...token, subscribeFirst: false });
    expect(transport.packets).toEqual([
      `SUBSCRIBE ${register}/accepted ${register}/rejected`,
      `PUBLISH ${register}`,
    ]);
    transport.deliver(`${register}/accepted`, registered);
    await expect(asked).resolves.toMatchObject({ thingName: 'pump' });
  });

  it('is not sent any more when the SUBACK comes after the caller gave up', async () => {
    let acknowledge: () => void = () => undefined;
    transport.suback = new Promise((resolve) => (acknowledge = resolve));
    const giveUp = new AbortController();
    const asked = registerThing(transport, { ...token, signal: giveUp.signal });
    giveUp.abort();
    await expect(asked).rejects.toBeInstanceOf(ProvisioningAbortedError);
    acknowledge();
    await new Promise((resolve) => setImmediate(resolve));
    expect(transport.published).toHaveLength(0);
  });

  it('is not sent over a connection that is gone already, which is said at once', async () => {
    transport.close(new Error('the broker left'));
    await expect(registerThing(transport, token)).rejects.toMatchObject({
      name: 'ConnectionLostError',
      message: 'the connection was lost before RegisterThing was answered: the broker left',
    });
    expect(transport.packets).toEqual([]);
  });

  it('is not sent when the subscription is refused, except without `subscribeFirst`', async () => {
    transport.subscribeFails = new Error('SUBACK 128');
    const careful = registerThing(transport, token);
    await expect(careful).rejects.toBeInstanceOf(TransportError);
    await expect(careful).rejects.toThrow(/could not subscribe: SUBACK 128/);
    await expect(careful).rejects.toMatchObject({ retryable: true });
    expect(transport.published).toHaveLength(0);
    const asked = registerThing(transport, { ...token, subscribeFirst: false });
    transport.deliver(`${register}/accepted`, registered);
    await expect(asked).resolves.toMatchObject({ thingName: 'pump' });
  });

  it('takes only messages on its own two topics for answers', async () => {
    const asked = registerThing(transport, token);
    await transport.requests(1);
    transport.deliver('cmd/pump/alerts', 'garbage');
    transport.deliver(`${create}/rejected`, '{}');
    transport.deliver('$aws/provisioning-templates/other/provision/json/accepted', 'garbage');
    transport.deliver(`${register}/accepted`, registered);
    await expect(asked).resolves.toMatchObject({ thingName: 'pump' });
  });

  it('is sent in CBOR when asked', async () => {
    const asked = createKeysAndCertificate(transport, { format: 'cbor' });
    await transport.requests(1);
    expect(transport.published).toEqual([
      { topic: '$aws/certificates/create/cbor', payload: Uint8Array.of(0xa0) },
    ]);
    transport.deliver('$aws/certificates/create/cbor/rejected', Uint8Array.of(0xa1, 0x61, 0x61, 0x01));
    await expect(asked).rejects.toThrow(/malformed: statusCode/);
  });

  it('takes a missing deviceConfiguration for an empty one', async () => {
    const asked = registerThing(transport, token);
    await transport.requests(1);
    transport.deliver(`${register}/accepted`, '{"thingName":"pump"}');
    await expect(asked).resolves.toEqual({ thingName: 'pump', deviceConfiguration: {} });
  });
});

describe('a request that fails', () => {
  it('says status, code and message of a rejection, fit for a log', async () => {
    const asked = registerThing(transport, token);
    const errorMessage = `no\r\nFORGED LINE \u001b[31m${'x'.repeat(5000)}`;
    await transport.requests(1);
    transport.deliver(
      `${register}/rejected`,
      JSON.stringify({ statusCode: 403, errorCode: 'AccessDenied', errorMessage }),
    );
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestRejectedError);
    expect(error).toMatchObject({
      statusCode: 403,
      errorCode: 'AccessDenied',
      operation: 'RegisterThing',
      retryable: true,
    });
    expect(String(error)).toMatch(/no FORGED LINE {1,2}\[31mx+$/);
    expect(String(error).length).toBeLessThan(1200);
  });

  it.each([
    '',
    'null',
    '[]',
    '"x"',
    '{"thingName":"a/b"}',
    '{"thingName":"p","deviceConfiguration":{"a":{}}}',
  ])('calls the answer %j malformed', async (answer) => {
    const asked = registerThing(transport, token);
    await transport.requests(1);
    transport.deliver(`${register}/accepted`, answer);
    await expect(asked).rejects.toBeInstanceOf(MalformedAnswerError);
  });

  it('names the members at fault and quotes nothing', async () => {
    const asked = createKeysAndCertificate(transport);
    await transport.requests(1);
    transport.deliver(`${create}/accepted`, JSON.stringify({ certificateId: '../x', privateKey: 'SECRET' }));
    const error: unknown = await asked.catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/malformed: certificateId, certificatePem, certificateOwnershipToken$/);
    expect(String(error)).not.toMatch(/SECRET|\.\.\/x/);
  });

  it('ends with the connection', async () => {
    const asked = registerThing(transport, token);
    transport.close(new Error('keepalive timeout'));
    await expect(asked).rejects.toBeInstanceOf(ConnectionLostError);
    await expect(asked).rejects.toMatchObject({ retryable: true });
    await expect(asked).rejects.toThrow(/keepalive timeout/);
  });

  it('says when it could not be published', async () => {
    transport.publishFails = new Error('not authorised');
    const asked = registerThing(transport, token);
    await expect(asked).rejects.toThrow(/could not publish: not authorised/);
    await expect(asked).rejects.toBeInstanceOf(TransportError);
  });

  it('stops waiting when the caller aborts, and is not even sent when that was before', async () => {
    const controller = new AbortController();
    const asked = registerThing(transport, { ...token, signal: controller.signal });
    await transport.requests(1);
    controller.abort(new Error('shutting down'));
    await expect(asked).rejects.toMatchObject({ errorCode: 'Aborted', cause: new Error('shutting down') });
    await expect(createKeysAndCertificate(transport, { signal: controller.signal })).rejects.toBeInstanceOf(
      ProvisioningAbortedError,
    );
    expect(transport.published).toHaveLength(1);
  });

  it('is not sent when it breaks a limit of the API', async () => {
    await expect(registerThing(transport, { ...token, templateName: 'a/b' })).rejects.toBeInstanceOf(
      InvalidRequestError,
    );
    const tooLong = createCertificateFromCsr(transport, { csr: 'x'.repeat(4097) });
    await expect(tooLong).rejects.toMatchObject({ retryable: false });
    await expect(tooLong).rejects.toThrow(/this one 4097/);
    const parameters = { long: 'x'.repeat(128 * 1024) };
    await expect(registerThing(transport, { ...token, parameters })).rejects.toThrow(/131072 bytes/);
    for (const timeoutMillis of [0, -1, NaN, Infinity, 2 ** 31]) {
      await expect(registerThing(transport, { ...token, timeoutMillis })).rejects.toThrow(
        /timeoutMillis must be/,
      );
    }
    expect(transport.packets).toEqual([]);
  });

  it('ends with a typed error or a usable answer, whatever arrives', async () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
      fc
        .record({ thingName: fc.string(), deviceConfiguration: fc.jsonValue() }, { requiredKeys: [] })
        .map((value) => Buffer.from(JSON.stringify(value))),
    );
    await fc.assert(
      fc.asyncProperty(payload, fc.constantFrom('accepted', 'rejected'), async (bytes, kind) => {
        const fresh = new ScriptedTransport();
        const asked = registerThing(fresh, token);
        await fresh.requests(1);
        fresh.deliver(`${register}/${kind}`, bytes);
        const outcome = await asked.catch((error: unknown) => error);
        expect(fresh.listeners).toBe(0);
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(ProvisioningError);
        } else {
          expect((await asked).thingName).toMatch(/^[a-zA-Z0-9:_-]{1,128}$/);
        }
      }),
    );
  });
});

describe('waiting', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('for the SUBACK ends after the time given, and says so', async () => {
    transport.suback = new Promise(() => undefined);
    const failure = registerThing(transport, { ...token, timeoutMillis: 5000 }).catch(
      (reason: unknown) => reason,
    );
    await jest.advanceTimersByTimeAsync(5000);
    const error = await failure;
    expect(error).toBeInstanceOf(AnswerTimeoutError);
    expect(String(error)).toMatch(/not answered within 5000 ms.*has not acknowledged the subscription/);
    expect(transport.published).toHaveLength(0);
  });

  it('ends after the time given, and tells of a refused subscription', async () => {
    transport.subscribeFails = new Error('SUBACK 128');
    const asked = registerThing(transport, { ...token, timeoutMillis: 5000, subscribeFirst: false });
    const failure = asked.catch((reason: unknown) => reason);
    await jest.advanceTimersByTimeAsync(4999);
    expect(transport.listeners).toBe(2);
    await jest.advanceTimersByTimeAsync(1);
    const error = await failure;
    expect(error).toBeInstanceOf(AnswerTimeoutError);
    expect(String(error)).toMatch(/not answered within 5000 ms.*SUBACK 128/);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind an answer', async () => {
    const asked = registerThing(transport, token);
    await transport.requests(1);
    transport.deliver(`${register}/accepted`, registered);
    await asked;
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('requests on the same topic of a connection', () => {
  it('are refused while one is in flight', async () => {
    const first = registerThing(transport, token);
    await expect(registerThing(transport, token)).rejects.toBeInstanceOf(RequestConflictError);
    await transport.requests(1);
    transport.deliver(`${register}/accepted`, registered);
    await expect(first).resolves.toMatchObject({ thingName: 'pump' });
    const next = registerThing(transport, { ...token, certificateOwnershipToken: 'another' });
    await transport.requests(2);
    transport.deliver(`${register}/accepted`, registered);
    await next;
  });

  it('may run beside those on other topics and connections', async () => {
    const other = new ScriptedTransport();
    const all = [
      registerThing(transport, token),
      registerThing(other, token),
      createKeysAndCertificate(transport),
    ];
    transport.close(new Error('x'));
    other.close(new Error('x'));
    await Promise.all(all.map((asked) => expect(asked).rejects.toBeInstanceOf(ConnectionLostError)));
  });

  it('may be repeated after one without answer, but not replaced: a late answer would be mistaken', async () => {
    const giveUp = new AbortController();
    const lost = registerThing(transport, { ...token, signal: giveUp.signal });
    await transport.requests(1);
    giveUp.abort();
    await expect(lost).rejects.toThrow();

    const different = registerThing(transport, { ...token, certificateOwnershipToken: 'another' });
    await expect(different).rejects.toThrow(/never answered.*use a new connection/);
    const same = registerThing(transport, token);
    await transport.requests(2);
    transport.deliver(`${register}/accepted`, registered);
    await expect(same).resolves.toMatchObject({ thingName: 'pump' });
    const later = registerThing(transport, { ...token, certificateOwnershipToken: 'another' });
    await expect(later).rejects.toBeInstanceOf(RequestConflictError);
  });
});
