import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { AwsError } from '../aws-error';
import { readAuthorization } from './authorization';

const credential = 'AKIAEXAMPLE/20261129/us-east-1/iot/aws4_request';

function requestWith(headers: Record<string, string>): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return request;
}

/** The code and message of what a request is refused with. */
function refusalOf(headers: Record<string, string>, query: Record<string, string> = {}): string {
  try {
    readAuthorization(requestWith(headers), new URLSearchParams(query));
  } catch (error) {
    if (error instanceof AwsError) {
      return `${error.code}: ${error.message}`;
    }
    throw error;
  }
  return 'none';
}

describe('the signature of a request', () => {
  const headers = {
    host: '127.0.0.1:4566',
    'x-amz-date': '20261129T120000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=abcd`,
  };

  it('is read from its header', () => {
    expect(readAuthorization(requestWith(headers), new URLSearchParams())).toMatchObject({
      accessKeyId: 'AKIAEXAMPLE',
      scope: 'iot',
      host: '127.0.0.1:4566',
      timestamp: '20261129T120000Z',
      signedHeaders: ['host', 'x-amz-date'],
      signature: 'abcd',
    });
  });

  it('is refused without the host that it is for', () => {
    const { host: _host, ...others } = headers;

    expect(refusalOf(others)).toMatch(/^IncompleteSignatureException: .*no Host header/);
  });

  it.each(['Signature', 'Credential', 'SignedHeaders'])('is refused without %s', (part) => {
    const authorization = headers.authorization.replace(`${part}=`, 'Other=');

    expect(refusalOf({ ...headers, authorization })).toMatch(/^IncompleteSignatureException/);
  });
});

describe('a presigned URL', () => {
  const headers = { host: '127.0.0.1:4566' };
  const query = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': credential,
    'X-Amz-Date': '20261129T120000Z',
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': 'abcd',
  };

  it('carries its signature in the query', () => {
    expect(readAuthorization(requestWith(headers), new URLSearchParams(query))).toMatchObject({
      host: '127.0.0.1:4566',
      timestamp: '20261129T120000Z',
      signature: 'abcd',
      expiresSeconds: 60,
    });
  });

  it('is refused when it does not say when it was signed', () => {
    const { 'X-Amz-Date': _date, ...others } = query;

    expect(refusalOf(headers, others)).toMatch(/^IncompleteSignatureException: .*no X-Amz-Date/);
  });
});
