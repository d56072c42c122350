import { TestAuthority, type IssuedPair } from './test-authority';

/** An authority, a server's identity, and a claim that the authority has issued. */
export interface CloudCertificates {
  readonly authority: TestAuthority;
  readonly identity: IssuedPair;
  readonly claim: IssuedPair;
}

let ofAllClouds: Promise<CloudCertificates> | undefined;

/** Made once for all clouds of a test file: keys take their time. */
export function cloudCertificates(): Promise<CloudCertificates> {
  return (ofAllClouds ??= makeCertificates());
}

async function makeCertificates(): Promise<CloudCertificates> {
  const authority = await TestAuthority.create();
  const identity = await authority.issue('localhost', ['localhost']);
  return { authority, identity, claim: await authority.issue('claim') };
}
