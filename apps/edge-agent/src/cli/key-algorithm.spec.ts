import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { bundledDevice } from '../testing/bundled-device';

const status = z.object({
  keyAlgorithm: z.string(),
  certificateFile: z.string(),
  privateKeyFile: z.string(),
});

const rsa2048 = { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 2048 } };
const ecP256 = { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'prime256v1' } };
const ecP384 = { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'secp384r1' } };
const ecP521 = { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'secp521r1' } };

describe('the algorithm of the key that a device makes', () => {
  const given = bundledDevice();

  /** What `status` says, and the key pair that is there. */
  async function current(): Promise<{ named: string; privateKey: object; publicKey: object }> {
    const { stdout } = await given().device.run('status', '--json');
    const { keyAlgorithm, certificateFile, privateKeyFile } = status.parse(JSON.parse(stdout));
    return {
      named: keyAlgorithm,
      privateKey: createPrivateKey(readFileSync(privateKeyFile, 'utf8')),
      publicKey: new X509Certificate(readFileSync(certificateFile)).publicKey,
    };
  }

  it('is P-256 where nothing else is said', async () => {
    const { device } = given();
    expect((await device.run('provision')).exitCode).toBe(0);
    expect(await current()).toMatchObject({ named: 'ec-p256', privateKey: ecP256, publicKey: ecP256 });
  });

  // One key of RSA: it takes up to seconds to be made, and says no more the second time.
  it.each([
    { first: 'rsa-2048', firstKey: rsa2048, then: 'ec-p384', thenKey: ecP384 },
    { first: 'ec-p384', firstKey: ecP384, then: 'ec-p521', thenKey: ecP521 },
  ])('is $first as chosen, and changes to $then with a rotation', async (choice) => {
    const { device } = given();
    const { first, firstKey, then, thenKey } = choice;
    expect((await device.run('provision', '--key-algorithm', first)).exitCode).toBe(0);
    expect(await current()).toMatchObject({ named: first, privateKey: firstKey, publicKey: firstKey });

    const rotated = await device.runIn({ AGENT_KEY_ALGORITHM: then }, 'rotate');
    expect(rotated.exitCode).toBe(0);
    expect(await current()).toMatchObject({ named: then, privateKey: thenKey, publicKey: thenKey });
  });

  it('is for a running agent what that was started with: an order for another is wrong usage', async () => {
    const { device } = given();
    await device.run('provision');
    await device.start('run', '--json', '--key-algorithm', 'ec-p521').sees('listening');
    const refused = await device.run('rotate', '--key-algorithm', 'ec-p384');
    expect(refused.stderr).toContain('The running agent makes ec-p521 keys');
    expect(refused.exitCode).toBe(2);
    expect(await current()).toMatchObject({ named: 'ec-p256' });

    expect((await device.run('rotate', '--key-algorithm', 'ec-p521')).exitCode).toBe(0);
    expect(await current()).toMatchObject({ named: 'ec-p521', privateKey: ecP521, publicKey: ecP521 });
  });

  it('is refused by a running agent that has its keys from the cloud', async () => {
    const { device } = given();
    await device.start('run', '--json', '--keys', 'cloud').sees('listening');
    const refused = await device.run('rotate', '--key-algorithm', 'ec-p256');
    expect(refused.stderr).toContain('The running agent makes no keys of its own');
    expect(refused.exitCode).toBe(2);
  });

  it.each(['provision', 'run', 'rotate'])(
    'has to be one that AWS IoT takes, or `%s` ends',
    async (command) => {
      const { cloud, device } = given();
      const ended = await device.runIn({ AGENT_KEY_ALGORITHM: 'dsa-1024' }, command);
      expect(ended.stderr).toContain('Allowed choices are ec-p256, ec-p384, ec-p521, rsa-2048, rsa-3072.');
      expect(ended.exitCode).toBe(2);
      expect(cloud.certificates.size).toBe(1);
    },
  );

  it.each(['provision', 'run', 'rotate'])(
    'is not for a key that the cloud makes: `%s` does not pretend',
    async (command) => {
      const { cloud, device } = given();
      const ended = await device.run(command, '--keys', 'cloud', '--key-algorithm', 'rsa-2048');
      expect(ended.stderr).toContain('--key-algorithm (AGENT_KEY_ALGORITHM) goes with --keys device');
      expect(ended.exitCode).toBe(2);
      expect(cloud.certificates.size).toBe(1);
    },
  );
});
