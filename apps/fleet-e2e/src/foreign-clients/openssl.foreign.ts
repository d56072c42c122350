import { spawnSync } from 'node:child_process';
import { createCertificateRequest, generateIdentityKeyOf, keyAlgorithms } from '@fleet/certificate-request';
import { foundClient } from './foreign-client';

/** Programs other than ours have to read what a device asks for its certificate with. */
describe('OpenSSL', () => {
  it.each(keyAlgorithms)(
    'reads a signing request for a key of %s, and finds its signature good',
    async (algorithm) => {
      const request = createCertificateRequest(await generateIdentityKeyOf(algorithm), 'sensor-1');
      const options = ['req', '-verify', '-noout', '-subject'];
      const { stdout, stderr } = spawnSync(foundClient('openssl').program, options, {
        input: request,
        encoding: 'utf8',
      });
      expect(stdout).toMatch(/^subject=.*CN ?= ?sensor-1$/m);
      expect(stderr.toLowerCase()).toContain('verify ok');
    },
  );
});
