import type { Cloud } from '../cloud-interface';

export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** For the clients of the SDK. Each fails at the first failure: a second attempt would hide it. */
export function clientSettings(cloud: Cloud): ClientSettings {
  const { endpoint, region, credentials } = cloud;
  // A copy: the SDK notes in the object where it has it from.
  return { endpoint, region, credentials: { ...credentials }, maxAttempts: 1 };
}
