import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { LeastPrivilegeGround } from './least-privilege-ground';

const answer = z.object({ Status: z.enum(['SUCCESS', 'FAILED']), Reason: z.string().optional() });

export interface ResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: object;
}

/** The function behind a custom resource told CloudFormation that it could not do what it was asked. */
class ResourceFailedError extends Error {
  override readonly name = 'ResourceFailedError';
}

/**
 * Asks the function behind a custom resource as CloudFormation does.
 * @throws ResourceFailedError with the reason, which a deploy shows
 */
export async function callCustomResource(
  { clients }: LeastPrivilegeGround,
  functionName: string,
  request: ResourceRequest,
): Promise<void> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const answered = new Promise<string>((resolve, reject) => {
      server.once('request', (incoming, response) => {
        text(incoming).then((body) => {
          response.end();
          resolve(body);
        }, reject);
      });
    });
    const { port } = addressOf(server.address());
    const payload = JSON.stringify({
      ...request,
      ResponseURL: `http://127.0.0.1:${port}/`,
      StackId: 'a stack',
      RequestId: 'a request',
      LogicalResourceId: 'AResource',
    });
    await clients.lambda.invoke({ FunctionName: functionName, Payload: payload });
    const { Status, Reason = '' } = answer.parse(JSON.parse(await answered));
    if (Status === 'FAILED') {
      throw new ResourceFailedError(Reason);
    }
  } finally {
    server.close();
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  assert(typeof address === 'object' && address !== null, 'The server listens at a port');
  return address;
}
