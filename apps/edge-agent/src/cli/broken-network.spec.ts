import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { bundledAgent } from '../testing/agent-bundle';
import { AgentProgram, type RunningAgent } from '../testing/agent-program';
import { TestCloud } from '../testing/test-cloud';
import { TestNetwork } from '../testing/test-network';

/** Names have the addresses of a file, and none while it has an error's code. */
const nameServer = `
  const dns = require('node:dns');
  const { readFileSync } = require('node:fs');
  dns.lookup = (host, options, done = options) => {
    const said = readFileSync(process.env.NAMES, 'utf8');
    if (/^[A-Z]/.test(said)) {
      process.nextTick(done, Object.assign(new Error('getaddrinfo ' + said + ' ' + host), { code: said }));
    } else {
      const addresses = said.split(' ').map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const [{ address, family }] = addresses;
      process.nextTick(done, null, ...(options.all ? [addresses] : [address, family]));
    }
  };`;

describe('an agent in a network that is broken', () => {
  let cloud: TestCloud;
  let network: TestNetwork;
  let device: AgentProgram;

  beforeEach(async () => {
    cloud = await TestCloud.start();
  });

  afterEach(async () => {
    await device.dispose();
    await network.close();
    await cloud.close();
  });

  const start = async (address?: string): Promise<void> => {
    network = await TestNetwork.before(cloud.port, address);
    device = new AgentProgram(bundledAgent(), {
      port: network.port,
      rootCa: cloud.rootCa,
      claim: cloud.claim,
    });
  };
  const namesAre = (said: string): void => writeFileSync(join(device.folder, 'names'), said);
  const run = (): RunningAgent =>
    device.startIn(
      { ...device.after(nameServer), NAMES: join(device.folder, 'names') },
      'run',
      '--json',
      '--rotation-spread',
      '0',
    );
  const expectReason = ({ lines }: RunningAgent, words: RegExp): void =>
    expect(lines.flatMap(reasonOf)).toContainEqual(expect.stringMatching(words));
  /** It asked for one certificate in all of its life, and has it. */
  const expectItIsBack = async (running: RunningAgent, listening: number): Promise<void> => {
    await running.sees('listening', listening);
    expect(running.count('certificate-issued')).toBe(1);
    expect(await running.end('SIGTERM')).toBe(0);
  };

  it.each([
    ['ENOTFOUND', /Cannot reach localhost:\d+: its host name is unknown/],
    ['EAI_AGAIN', /Cannot reach localhost:\d+: the lookup of its host name fails/],
  ])(
    'goes on once names are found again, which fail with %s at first, and once it is connected',
    async (code, words) => {
      await start();
      namesAre(code);
      const running = run();
      await running.sees('waiting', 2);
      expectReason(running, words);
      namesAre('127.0.0.1');
      await running.sees('listening');
      namesAre(code);
      cloud.cut();
      await running.sees('waiting', running.count('waiting') + 2);
      namesAre('127.0.0.1');
      await expectItIsBack(running, 2);
    },
  );

  it('has no use for the page of a captive portal, and goes on once somebody has paid', async () => {
    const portal = createServer((_request, response) => {
      response.writeHead(302, { location: 'http://portal.invalid/login' }).end();
    });
    portal.listen(0, '127.0.0.1');
    await once(portal, 'listening');
    const address = portal.address();
    await start();
    namesAre('127.0.0.1');
    const running = run();
    await running.sees('listening');
    network.leadsTo = typeof address === 'object' && address !== null ? address.port : 0;
    cloud.cut();
    await running.sees('waiting', 3);
    expectReason(
      running,
      /was not accepted: what answers there does not speak TLS with this device, as a page to log in does not \(.*\)\.$/,
    );
    network.leadsTo = cloud.port;
    await expectItIsBack(running, 2);
    await new Promise((resolve) => portal.close(resolve));
  });

  it('needs no IPv4', async () => {
    await start('::1');
    namesAre('::1');
    await expectItIsBack(run(), 1);
  });

  it('takes IPv4 where IPv6 leads nowhere', async () => {
    await start();
    namesAre('::1 127.0.0.1');
    await expectItIsBack(run(), 1);
  });
});

/** Why the agent waits. */
function reasonOf(line: unknown): unknown[] {
  return typeof line === 'object' && line !== null && 'seconds' in line && 'reason' in line
    ? [line.reason]
    : [];
}
