import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ResourceStack } from '@fleet/resource-stack';
import type { Credentials } from '@aws-sdk/client-sts';

/**
 * Serves credentials as the container of a build does, where every AWS SDK looks for them.
 * @returns the environment of such a container
 */
export async function serveContainerCredentials(
  resources: ResourceStack,
  { AccessKeyId, SecretAccessKey, SessionToken, Expiration }: Credentials,
): Promise<NodeJS.ProcessEnv> {
  const body = JSON.stringify({
    AccessKeyId,
    SecretAccessKey,
    Token: SessionToken,
    Expiration: Expiration?.toISOString(),
  });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  await resources.acquire(
    () => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)),
    () => new Promise((closed) => server.close(closed)),
  );
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server of the credentials listens on no port');
  }
  return { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${address.port}/credentials` };
}
