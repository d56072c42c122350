import { generateKeyPairSync } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Credentials } from '../connection/connection';
import { credentialsOf } from '../connection/credentials-fault';
import { keyOfPem } from '../keys/files/file-key';
import type { IssuedPair } from './test-authority';

/** What a device connects with that has such a certificate and its key. */
export function credentialsOfPair({
  certificate,
  privateKey,
}: Pick<IssuedPair, 'certificate' | 'privateKey'>): Credentials {
  return credentialsOf(
    () => keyOfPem(privateKey),
    () => certificate,
  );
}

/** Credentials for a connection that is never made. */
export function idleCredentials(): Credentials {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    certificate: '',
    privateKey: {
      publicKey,
      signRequest: () => Promise.reject(new Error('This key signs nothing.')),
      secureContext: () => createSecureContext(),
    },
  };
}
