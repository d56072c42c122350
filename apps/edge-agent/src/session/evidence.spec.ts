import { once } from 'node:events';
import { createServer, type Server } from 'node:tls';
import type { AgentEvent } from '../agent-event';
import { DeviceFolderError } from '../device/device-folder';
import { TestAuthority } from '../testing/test-authority';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { TestNetwork, type Moment, type Treatment } from '../testing/test-network';
import { TestRun } from '../testing/test-run';

const minute = 60_000;

/** An obstacle that goes between a try with the device's own identity and the one with its claim. */
const lastObstructed = 29;

/**
 * What makes a device ask with its claim for another certificate, and what does not. As in AWS, TLS 1.2 refuses an
 * identity by a reset before the handshake is over, and TLS 1.3 by a close after it; never in words.
 */
describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a device that is not let in, by %s', (tls) => {
  let cloud: TestCloud;
  let network: TestNetwork;
  let device: TestDevice;
  let running: TestRun;
  let own: string;

  beforeEach(async () => {
    cloud = await TestCloud.start(tls);
    network = await TestNetwork.before(cloud.port);
    network.treats = refusesLikeAws;
    device = new TestDevice({ port: network.port, rootCa: cloud.rootCa, claim: cloud.claim });
    running = new TestRun(device.start());
    await device.sees('listening');
    own = (await running.desk.handlers.status()).certificateId ?? '';
    expect(own).toMatch(/^[0-9a-f]{64}$/);
    device.events.length = 0;
  });

  afterEach(async () => {
    await running.end('the test is over');
    await network.close();
    await cloud.close();
    device.dispose();
  });

  /** In TLS 1.3 nobody on the way sees the certificate: there the cloud itself closes. */
  const refusesLikeAws = (_moment: Moment, certificateId?: string): Treatment =>
    certificateId === undefined || cloud.isLetIn(certificateId) ? 'pass' : 'reset';

  const all = <Name extends AgentEvent['event']>(name: Name): Extract<AgentEvent, { event: Name }>[] =>
    device.events.filter((event): event is Extract<AgentEvent, { event: Name }> => event.event === name);

  /** The claim, and the one that the device came with. */
  const expectNoCertificateWasAskedFor = (): void => {
    expect(all('certificate-issued')).toEqual([]);
    expect([...cloud.certificates.keys()]).toEqual([cloud.claim.certificateId, own]);
  };

  const expectItIsBack = async (): Promise<void> => {
    await device.sees('listening');
    expect((await running.desk.handlers.status()).certificateId).toBe(own);
    expectNoCertificateWasAskedFor();
  };

  it('recovers by an operator’s permit, after ten minutes and five rounds in which the claim was let in', async () => {
    const since = device.timing.elapsed();
    cloud.deactivate(own);
    cloud.connects.length = 0;
    cloud.cut();
    await device.sees('certificate-issued');
    expect(device.timing.elapsed() - since).toBeGreaterThanOrEqual(10 * minute);
    expect(cloud.connects.filter(({ clientId }) => clientId.startsWith('claim:')).length).toBeGreaterThan(5);
    await device.sees('listening');
    const now = (await running.desk.handlers.status()).certificateId;
    expect(cloud.idsOf('ACTIVE')).toEqual([now]);
    expect(now).not.toBe(own);
    expect(device.start().identities.all()).toHaveLength(1);
  });

  it('recovers though it is started again before each try, and its machine as well', async () => {
    cloud.deactivate(own);
    const since = device.timing.elapsed();
    for (let starts = 0; all('certificate-issued').length === 0 && starts < 20; starts += 1) {
      device.kill();
      await running.end('killed');
      device.events.length = 0;
      device.timing.reboot();
      device.timing.pass(3 * minute);
      running = new TestRun(device.start());
      await Promise.race([device.sees('waiting'), device.sees('certificate-issued')]);
    }
    expect(all('certificate-issued')).toHaveLength(1);
    expect(device.timing.elapsed() - since).toBeGreaterThanOrEqual(10 * minute);
    await device.sees('listening');
    expect(cloud.idsOf('ACTIVE')).toHaveLength(1);
  });

  it('is back within half an hour of an operator’s mistake, however long that lasted', async () => {
    cloud.registerScript.push(
      ...Array.from({ length: 1000 }, () => ({ statusCode: 403, errorCode: 'AccessDenied' })),
    );
    cloud.deactivate(own);
    cloud.cut();
    const since = device.timing.elapsed();
    await device.sees('waiting', 40);
    expect(Math.max(...all('waiting').map(({ seconds }) => seconds))).toBeLessThanOrEqual(15 * 60);

    // Not one each quarter of an hour: what was issued is used while its token holds, and then ever more rarely.
    const hours = (device.timing.elapsed() - since) / (60 * minute);
    expect(hours).toBeGreaterThan(4);
    expect(all('certificate-issued').length).toBeLessThan(hours);

    const corrected = device.timing.elapsed();
    const certificate = cloud.certificates.get(own);
    if (certificate) {
      certificate.status = 'ACTIVE';
    }
    device.events.length = 0;
    await device.sees('listening');
    expect(device.timing.elapsed() - corrected).toBeLessThanOrEqual(30 * minute);
    expect((await running.desk.handlers.status()).certificateId).toBe(own);
  });

  it('takes the newest of many successors, as the cloud retires the oldest first', async () => {
    cloud.admits = () => false;
    cloud.deactivate(own);
    cloud.cut();
    await device.sees('registered', 3);
    const newest = cloud.idsOf('ACTIVE').at(-1);
    await device.sees('waiting', all('waiting').length + 1);
    cloud.admits = () => true;
    await device.sees('listening');
    expect((await running.desk.handlers.status()).certificateId).toBe(newest);
    expect(device.start().identities.all()).toHaveLength(1);
  });

  /** Lets pass what comes after so many connections from now on. */
  const obstruct = (obstructs: () => void, end: () => void): void => {
    const before = network.connections;
    obstructs();
    network.onConnection = () => {
      if (network.connections - before > lastObstructed) {
        end();
      }
    };
  };

  it.each<readonly [string, Moment, Treatment]>([
    ['closes every connection', 'connected', 'close'],
    ['resets every connection', 'connected', 'reset'],
    ['closes every connection that speaks TLS', 'handshake', 'close'],
    ['resets every connection that speaks TLS', 'handshake', 'reset'],
    ['forges an alert of the server', 'handshake', 'alert'],
  ])('asks for no other certificate behind a firewall that %s', async (_what, when, treatment) => {
    obstruct(
      () => (network.treats = (moment) => (moment === when ? treatment : 'pass')),
      () => (network.treats = refusesLikeAws),
    );
    cloud.cut();
    await expectItIsBack();
  });

  it('asks for no other certificate where a captive portal answers', async () => {
    const portal = await startPortal();
    obstruct(
      () => (network.leadsTo = portal.port),
      () => (network.leadsTo = cloud.port),
    );
    cloud.cut();
    await expectItIsBack();
    await portal.close();
  });

  it('is never throttled, however often it is cut off, and so has nothing to misread', async () => {
    cloud.throttle = { millis: 10_000, now: device.timing.elapsed };
    const confirmations = cloud.confirmations.length;
    for (let drops = 1; drops <= 20; drops += 1) {
      cloud.cut();
      await device.sees('listening', drops);
    }
    expect(cloud.throttled).toBe(0);
    expect(cloud.confirmations.length - confirmations).toBe(20);
    expectNoCertificateWasAskedFor();
  });

  it('asks for no other certificate where it is throttled for longer than it knows of', async () => {
    cloud.throttle = { millis: minute, now: device.timing.elapsed };
    for (let drops = 1; drops <= 10; drops += 1) {
      cloud.cut();
      await device.sees('listening', drops);
    }
    expect(cloud.throttled).toBeGreaterThan(0);
    expectNoCertificateWasAskedFor();
  });

  it('asks for no other certificate in fifty starts, each within 100 ms of a kill', async () => {
    cloud.throttle = { millis: 10_000, now: device.timing.elapsed };
    const moments = ['connecting', 'connected', 'confirmed', 'listening'] as const;
    for (let kills = 0; kills < 50; kills += 1) {
      device.kill();
      await running.end('killed');
      cloud.cut();
      device.events.length = 0;
      device.timing.pass(100);
      running = new TestRun(device.start());
      await device.sees(moments[kills % moments.length] ?? 'listening');
    }
    await device.sees('listening');
    expect(cloud.throttled).toBe(0);
    expectNoCertificateWasAskedFor();
  });

  it('goes on without its claim, which somebody has removed from its folder', async () => {
    device.kill();
    await running.end('killed');
    const agent = device.start();
    const readClaim = (): never => {
      throw new DeviceFolderError('The claim certificate is not there.');
    };
    running = new TestRun({ ...agent, device: { ...agent.device, readClaim } });
    await device.sees('listening');
    network.treats = () => 'close';
    cloud.cut();
    device.events.length = 0;
    await device.sees('waiting', 20);
    network.treats = refusesLikeAws;
    await expectItIsBack();
  });

  it('keeps what is proven, whatever becomes of its confirmations', async () => {
    cloud.cutOnConfirmation = () => true;
    cloud.cut();
    await device.sees('waiting', 20);
    cloud.cutOnConfirmation = () => false;
    await expectItIsBack();
  });
});

/** Answers everybody, with a certificate of its own. */
async function startPortal(): Promise<{ port: number; close: () => Promise<unknown> }> {
  const authority = await TestAuthority.create();
  const { certificate, privateKey } = await authority.issue('localhost', ['localhost']);
  const portal: Server = createServer({ cert: certificate, key: privateKey }, (socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 302 Found\r\nLocation: http://portal.invalid/\r\n\r\n');
  });
  portal.on('tlsClientError', () => undefined);
  portal.listen(0, '127.0.0.1');
  await once(portal, 'listening');
  const address = portal.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => new Promise((resolve) => portal.close(resolve)) };
}
