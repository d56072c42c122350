import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { RequestRejectedError } from '@fleet/provisioning-protocol';
import { until } from '@fleet/eventually';
import { readCertificate, type Identity } from '../identity/identity';
import { IdentityStorageError } from '../identity/storage-error';
import { TestAuthority } from '../testing/test-authority';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { provisionDevice } from './provision-device';
import { NotDoneInTimeError } from './patience';
import type { Carrier } from './carrier';

const never = new AbortController().signal;
const minute = 60_000;

function readPrivateKey({ directory }: Identity): string {
  return readFileSync(join(directory, 'private.pem.key'), 'utf8');
}

describe('provisioning a device', () => {
  let cloud: TestCloud;
  let device: TestDevice;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud);
  });

  afterEach(async () => {
    await cloud.close();
    device.dispose();
  });

  async function provision(
    changes: Parameters<TestDevice['start']>[0] = {},
    options = { useClaim: false },
  ): Promise<Carrier['identity']> {
    const { identity, connection } = await provisionDevice(device.start(changes), minute, never, options);
    await connection.close();
    return identity;
  }

  it('ends with an identity that has carried a connection and confirmed itself', async () => {
    const identity = await provision();
    const { certificateId } = identity.record;
    expect(identity.record).toMatchObject({ state: 'proven', thingName: 'device-1' });
    expect(cloud.idsOf('ACTIVE')).toEqual([certificateId]);
    expect(cloud.confirmations).toEqual([{ certificateId, clientId: 'device-1' }]);
  });

  it('uses the claim only under a client id of its own', async () => {
    await provision();
    const [claimed, own] = cloud.connects;
    expect(claimed).toMatchObject({
      certificateId: cloud.claim.certificateId,
      clientId: expect.stringMatching(/^claim:[0-9a-f]{16}$/),
    });
    expect(own?.clientId).toBe('device-1');
  });

  it('asks for a certificate when it has the SUBACK, and makes its key meanwhile', async () => {
    const agent = device.start();
    const askedBefore: string[][] = [];
    cloud.suback = async () => {
      await until(() => agent.identities.all().length > 0);
      askedBefore.push([...cloud.provisioning.requests]);
    };
    const { connection } = await provisionDevice(agent, minute, never, { useClaim: false });
    await connection.close();
    const [forCertificate = ['none']] = askedBefore;
    expect(forCertificate).toEqual([]);
    expect(cloud.provisioning.requests).toHaveLength(2);
  });

  it('confirms its first certificate while it waits for the SUBACK', async () => {
    cloud.suback = () =>
      cloud.connects.length < 2 ? Promise.resolve() : until(() => cloud.confirmations.length > 0);
    const identity = await provision();
    expect(identity.record.state).toBe('proven');
  });

  it('tries the same certificate again where its confirmation was taken and the SUBACK never came', async () => {
    const agent = device.start();
    const currentWhenConfirmed: (string | undefined)[] = [];
    cloud.suback = async () => {
      if (cloud.connects.length === 2 && currentWhenConfirmed.length === 0) {
        await until(() => cloud.confirmations.length > 0);
        currentWhenConfirmed.push(agent.identities.current()?.record.state);
        cloud.cut();
      }
    };
    const { identity, connection } = await provisionDevice(agent, minute, never);
    await connection.close();
    expect(currentWhenConfirmed).toEqual(['registered']);
    expect(identity.record.state).toBe('proven');
    expect(cloud.idsOf('ACTIVE')).toEqual([identity.record.certificateId]);
    expect(cloud.registrations).toHaveLength(1);
    expect(cloud.confirmations).toHaveLength(2);
  });

  it('has the SUBACK before it confirms a certificate that it had before, which may be due', async () => {
    cloud.fault = (step) => (step === 'confirmed' ? 'cut' : undefined);
    await expect(provisionDevice(device.start(), 0, never)).rejects.toThrow(NotDoneInTimeError);
    cloud.fault = () => undefined;
    const confirmedBefore: number[] = [];
    cloud.suback = () => {
      confirmedBefore.push(cloud.confirmations.length);
      return Promise.resolve();
    };
    await provision();
    expect(new Set(confirmedBefore)).toEqual(new Set([1]));
    expect(cloud.confirmations).toHaveLength(2);
  });

  it('takes a key from the cloud with `--keys cloud`', async () => {
    const identity = await provision({ keyOrigin: { from: 'cloud' } });
    expect(readPrivateKey(identity)).toContain('PRIVATE KEY');
    expect(cloud.confirmations).toHaveLength(1);
  });

  it('names its own identity when that is damaged, and does not give it up', async () => {
    const identity = await provision();
    const keyFile = join(identity.directory, 'private.pem.key');
    const key = readPrivateKey(identity);
    writeFileSync(keyFile, key.slice(0, -40));
    const refused = provision();
    await expect(refused).rejects.toBeInstanceOf(IdentityStorageError);
    await expect(refused).rejects.toThrow(
      `${identity.directory} cannot be used: the private key is damaged.`,
    );
    writeFileSync(keyFile, key);
    expect(await provision()).toEqual(identity);
  });

  it('asks for another certificate where the key of its own is damaged, by `--use-claim`, and warns', async () => {
    const lost = await provision();
    writeFileSync(join(lost.directory, 'private.pem.key'), Buffer.alloc(200));
    const identity = await provision({}, { useClaim: true });
    expect(identity.record.certificateId).not.toBe(lost.record.certificateId);
    expect(device.start().identities.all()).toEqual([identity]);
    expect(device.events).toContainEqual({
      event: 'warning',
      message: expect.stringContaining('the private key is damaged'),
    });
  });

  it('asks for another certificate where the key of its own is damaged, at a verdict', async () => {
    const lost = await provision();
    writeFileSync(join(lost.directory, 'private.pem.key'), Buffer.alloc(200));
    for (let round = 1; round <= 4; round += 1) {
      await expect(provision()).rejects.toBeInstanceOf(IdentityStorageError);
      device.timing.pass(3 * minute);
    }
    expect(cloud.registrations).toHaveLength(1);
    const identity = await provision();
    expect(device.start().identities.all()).toEqual([identity]);
  });

  it('finds itself provisioned already, proves it again and leaves the claim alone', async () => {
    const first = await provision();
    cloud.connects.length = 0;
    const second = await provision();
    expect(second).toEqual(first);
    expect(cloud.connects.map(({ clientId }) => clientId)).toEqual(['device-1']);
    expect(cloud.confirmations).toHaveLength(2);
  });

  it('tries the certificate first after a lost answer, and asks for no second one', async () => {
    cloud.registerScript.push('lost');
    const identity = await provision();
    expect(cloud.registrations).toHaveLength(1);
    expect(cloud.idsOf('ACTIVE')).toEqual([identity.record.certificateId]);
    expect(cloud.certificates.size).toBe(2);
  });

  it('gives up at a 403, keeps its key and certificate, and goes on from there when repeated', async () => {
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    const refused = await provision().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NotDoneInTimeError);
    expect(refused).toMatchObject({
      lastFailure: expect.any(RequestRejectedError),
      message: expect.stringMatching(/403/),
    });

    const identity = await provision();
    expect(cloud.idsOf('PENDING_ACTIVATION')).toEqual([]);
    expect(cloud.idsOf('ACTIVE')).toEqual([identity.record.certificateId]);
  });

  it('waits out what passes by itself', async () => {
    cloud.registerScript.push({ statusCode: 429, errorCode: 'Throttled' });
    cloud.registerScript.push({ statusCode: 500, errorCode: 'InternalError' });
    await provision();
    expect(cloud.registrations).toHaveLength(3);
    expect(new Set(cloud.registrations.map(({ token }) => token)).size).toBe(1);
  });

  it('asks again over the same connection where it was throttled', async () => {
    const throttled = { statusCode: 429, errorCode: 'Throttled' };
    cloud.registerScript.push(throttled, throttled);
    await provision();
    expect(cloud.registrations).toHaveLength(3);
    expect(cloud.connects.map(({ clientId }) => clientId.split(':')[0])).toEqual(['claim', 'device-1']);
    expect(device.timing.waits).toHaveLength(2);
  });

  it('gives up in time where it is throttled for longer, and leaves no connection behind', async () => {
    const throttled = { statusCode: 429, errorCode: 'Throttled' };
    cloud.registerScript.push(...Array.from({ length: 100 }, () => throttled));
    const since = device.timing.elapsed();
    await expect(provision()).rejects.toBeInstanceOf(NotDoneInTimeError);
    expect(device.timing.elapsed() - since).toBeLessThanOrEqual(minute);
    await until(() => cloud.openConnections === 0);
  });

  it('keeps trying a new certificate while its policies spread, and asks for no other', async () => {
    cloud.admits = () => false;
    const failure = await provision().catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: expect.stringMatching(/policies take minutes/) });
    cloud.admits = () => true;
    await provision();
    expect(cloud.certificates.size).toBe(2);
  });

  /** Its token has expired, and no RegisterThing has reached the cloud. */
  async function leaveExpired(): Promise<void> {
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await provision().catch((error: unknown) => error);
    const [expired = ''] = cloud.idsOf('PENDING_ACTIVATION');
    cloud.certificates.delete(expired);
    device.timing.pass(2 * 60 * minute);
  }

  it('gets a new certificate when the token has expired, after five rounds over ten minutes', async () => {
    await leaveExpired();
    await expect(provision()).rejects.toThrow(/is registered already\. .* \d more rounds/);
    const since = device.timing.elapsed();
    const { identity, connection } = await provisionDevice(device.start(), 60 * minute, never);
    await connection.close();
    expect(device.timing.elapsed() - since).toBeGreaterThan(9 * minute);
    expect(cloud.idsOf('ACTIVE')).toEqual([identity.record.certificateId]);
    expect(device.start().identities.all()).toHaveLength(1);
  });

  it('gets a new certificate at once when the token has expired, by `--use-claim`', async () => {
    await leaveExpired();
    const identity = await provision({}, { useClaim: true });
    expect(cloud.idsOf('ACTIVE')).toEqual([identity.record.certificateId]);
    expect(device.start().identities.all()).toHaveLength(1);
  });

  it('holds no refusal from before its registration against a certificate', async () => {
    const no = { statusCode: 403, errorCode: 'AccessDenied' };
    cloud.registerScript.push(no, no, no, no, no, no);
    cloud.admits = () => false;
    await expect(provisionDevice(device.start(), 120 * minute, never)).rejects.toThrow(/more rounds|minutes/);
    expect(cloud.idsOf('ACTIVE')).toHaveLength(1);
    expect(cloud.idsOf('PENDING_ACTIVATION')).toEqual([]);
  });

  it('keeps a certificate whose registration was not heard of, though its next connection is cut as well', async () => {
    cloud.registerScript.push('lost');
    const agent = device.start();
    await provisionDevice(agent, 1, never).catch((error: unknown) => error);
    const [registered] = cloud.idsOf('ACTIVE');
    device.timing.pass(2 * 60 * minute);
    let cuts = 0;
    cloud.fault = (step, id) =>
      step === 'connecting' && id === registered && (cuts += 1) === 1 ? 'cut' : undefined;
    const { identity, connection } = await provisionDevice(device.start(), 10 * minute, never);
    await connection.close();
    expect(identity.record.certificateId).toBe(registered);
    expect(cuts).toBe(2);
    expect(cloud.idsOf('ACTIVE')).toEqual([registered]);
  });

  it('goes back to the claim at once where the cloud refuses its own certificate explicitly', async () => {
    const lost = await provision();
    cloud.deactivate(lost.record.certificateId);

    await expect(provision()).rejects.toThrow(/provision --use-claim/);
    expect(cloud.registrations).toHaveLength(1);
    const identity = await provision({}, { useClaim: true });
    expect(identity.record.certificateId).not.toBe(lost.record.certificateId);
    expect(device.start().identities.all()).toEqual([identity]);
  });

  it('waits before it asks once more, also where the cloud has granted it what is not let in, until one is proven', async () => {
    const lost = await provision();
    cloud.deactivate(lost.record.certificateId);
    cloud.admits = () => false;
    await provisionDevice(device.start(), 1, never, { useClaim: true }).catch((error: unknown) => error);
    expect(cloud.idsOf('ACTIVE')).toHaveLength(1);
    expect(device.start().recovery.requestWait()).toBeGreaterThan(0);
    cloud.admits = () => true;
    await provision();
    expect(device.start().recovery.requestWait()).toBe(0);
  });

  it('keeps the refused identity while the claim is refused too, and what was issued until that is refused for good', async () => {
    const lost = await provision();
    cloud.deactivate(lost.record.certificateId);
    cloud.registerScript.push({ statusCode: 403, errorCode: 'AccessDenied' });
    await provision({}, { useClaim: true }).catch((error: unknown) => error);

    const certificate = cloud.certificates.get(lost.record.certificateId);
    if (certificate) {
      certificate.status = 'ACTIVE';
    }
    for (let round = 1; round <= 5; round += 1) {
      expect(device.start().identities.all()).toHaveLength(2);
      expect((await provision()).record.certificateId).toBe(lost.record.certificateId);
      device.timing.pass(3 * minute);
    }
    expect(device.start().identities.all()).toHaveLength(1);
  });

  it('goes on with what is proven when nobody acknowledges its confirmation, and warns', async () => {
    const proven = await provision();
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
    try {
      cloud.fault = (step) => {
        if (step === 'confirmed') {
          setImmediate(() => jest.advanceTimersByTime(20_000));
          return 'silence';
        }
        return undefined;
      };
      const { identity, connection } = await provisionDevice(device.start(), minute, never);
      expect(identity).toEqual(proven);
      expect(connection.closed).toBeUndefined();
      cloud.cut();
      await connection.close();
    } finally {
      jest.useRealTimers();
    }
    expect(device.events).toContainEqual({
      event: 'warning',
      message: expect.stringMatching(/took longer than 20 s\. .* was proven before, and stays in use/),
    });
  });

  it('says that the port is closed', async () => {
    const agent = device.start();
    await cloud.close();
    await expect(provisionDevice(agent, 1000, never)).rejects.toThrow(
      /Cannot reach localhost.*the port is closed/,
    );
  });

  it('does not talk to a server that the root CA does not vouch for', async () => {
    const agent = device.start();
    const { rootCa } = await TestAuthority.create();
    const mistrusting = { ...agent, device: { ...agent.device, rootCa } };
    await expect(provisionDevice(mistrusting, 1000, never)).rejects.toThrow(/not trusted/);
    expect(cloud.connects).toEqual([]);
  });

  it('holds a certificate that is over the key beside it', async () => {
    const identity = await provision();
    const socket = connectTls({
      host: 'localhost',
      port: cloud.port,
      ca: cloud.rootCa,
      cert: readCertificate(identity),
      key: readPrivateKey(identity),
    });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    socket.destroy();
  });
});
