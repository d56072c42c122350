import assert from 'node:assert/strict';
import type { RequestListener, ServerResponse } from 'node:http';
import type { RoleInUse } from '@fleet/aws-wire';
import type { CustomResourceAnswers } from './custom-resource-answers';
import type { CustomResourceTransport } from './custom-resource-protocol';

/** Below this path custom resources answer; the rest of it is the token. */
export const customResourcePath = '/_cloudformation/custom-resource/';

const largestBody = 64 * 1024;
const accepted = { status: 200, reason: '' };

/**
 * Invokes a function and waits for its end; rejects with the function's error.
 * @param role by whose permissions; absent for the account's own user
 */
export type InvokeFunction = (functionArn: string, payload: string, role?: RoleInUse) => Promise<void>;

/** Requests to functions of this cloud, which answer to this cloud. */
export function customResourceTransport(cloud: {
  url: () => string;
  invokeFunction: InvokeFunction;
  /** The role by which the functions are invoked. */
  role?: RoleInUse;
}): CustomResourceTransport {
  return {
    responseUrl: (token) => `${cloud.url()}${customResourcePath}${token}`,
    send: (request) => cloud.invokeFunction(request.ServiceToken, JSON.stringify(request), cloud.role),
  };
}

/** Takes the answers. The token in the path is the permission to answer, as the signature is on AWS. */
export function answerListener(answers: CustomResourceAnswers): RequestListener {
  return (request, response) => {
    if (request.method !== 'PUT') {
      end(response, 405, 'an answer is sent by PUT');
      return;
    }
    assert(request.url !== undefined, 'what a server is asked has a URL');
    const token = request.url.slice(customResourcePath.length).replace(/\?.*/s, '');
    readBody(request).then(
      (body) => {
        const { status, reason } = answers.deliver(token, body) ?? accepted;
        end(response, status, reason);
      },
      () => end(response, 413, `more than ${largestBody} bytes`),
    );
  };
}

async function readBody(request: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.byteLength;
    if (size > largestBody) {
      throw new RangeError('the answer is too long');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain',
    connection: status === 413 ? 'close' : 'keep-alive',
  });
  response.end(text);
}
