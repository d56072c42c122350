import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as iam from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { SettableClock } from '@fleet/emulator-clock';
import { defined } from '@fleet/optional-members';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError, createAwsListener, defineService } from './index';
import type { AcceptedInput, AwsService, FaultyRequest } from './index';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const sessionMillis = 3_600_000;
const signedAt = new Date('2026-03-04T05:06:07Z');

/** Handlers that take what comes. */
function everythingOf(...operations: string[]): AcceptedInput {
  return { used: Object.fromEntries(operations.map((operation) => [operation, '*'])), harmless: [] };
}

describe('the AWS listener', () => {
  const clock = new SettableClock();
  const started = clock.nowMillis();
  const faults: unknown[] = [];
  const faulty: FaultyRequest[] = [];
  let server: Server;
  let url: string;
  let config: { endpoint: string; region: string; credentials: typeof credentials; maxAttempts: number };
  let seen: unknown;
  let unsent: Readable | undefined;
  let onWaiting = (): void => undefined;
  let onGone = (): void => undefined;

  const remember =
    <Output>(output: Output) =>
    (input: unknown): Output => {
      seen = input;
      return output;
    };

  const services: AwsService[] = [
    defineService({
      scope: 'iot',
      sdk: () => import('@aws-sdk/client-iot'),
      accepts: everythingOf(
        'CreateThing',
        'DescribeThing',
        'ListThings',
        'ListTagsForResource',
        'DescribeCertificate',
        'DeleteThing',
        'CreatePolicy',
        'ListCertificates',
        'ListPolicies',
      ),
      handlers: {
        CreateThing: remember({ thingName: 'a', thingId: 'i' }),
        DescribeThing: ({ thingName }) => {
          throw new AwsError('ResourceNotFoundException', `Thing ${thingName} not found`);
        },
        ListThings: remember({ things: [] }),
        ListTagsForResource: remember({ tags: [{ Key: 'k', Value: 'ü' }] }),
        DescribeCertificate: () => ({
          certificateDescription: { creationDate: signedAt, status: 'ACTIVE' as const },
        }),
        DeleteThing: () => ({}),
        CreatePolicy: () => {
          throw new AwsError('ResourceAlreadyExistsException', 'there already', {
            fields: { resourceId: 'p' },
          });
        },
        ListCertificates: (_input, { disconnected }) => {
          onWaiting();
          return new Promise((resolve) =>
            disconnected.addEventListener('abort', () => {
              onGone();
              resolve({});
            }),
          );
        },
        ListPolicies: () => {
          throw new Error('a bug');
        },
      },
    }),
    defineService({
      scope: 'dynamodb',
      sdk: dynamodb,
      accepts: everythingOf('PutItem', 'TransactWriteItems'),
      handlers: {
        PutItem: remember({
          Attributes: { n: { N: '12345678901234567890' }, b: { B: new Uint8Array([1, 2]) } },
        }),
        TransactWriteItems: () => {
          throw new AwsError('TransactionCanceledException', 'cancelled', {
            fields: { CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] },
          });
        },
      },
    }),
    defineService({
      scope: 'sts',
      sdk: sts,
      accepts: everythingOf('AssumeRole'),
      handlers: {
        AssumeRole: remember({
          Credentials: { AccessKeyId: 'A', SecretAccessKey: 'S&<>', SessionToken: 'T', Expiration: signedAt },
        }),
      },
    }),
    defineService({
      scope: 'iam',
      sdk: iam,
      accepts: everythingOf('CreateRole', 'DeleteRole', 'ListRoles', 'GetRole', 'CreatePolicy'),
      handlers: {
        CreateRole: remember({ Role: undefined }),
        DeleteRole: remember({}),
        ListRoles: () => ({ Roles: [], IsTruncated: false }),
        GetRole: () => {
          throw new AwsError('NoSuchEntity', 'no such role');
        },
        CreatePolicy: () => {
          throw new AwsError('EntityAlreadyExistsException', 'there');
        },
      },
    }),
    defineService({
      scope: 'ssm',
      sdk: ssm,
      accepts: everythingOf('GetParameter'),
      handlers: {
        GetParameter: remember({ Parameter: { Name: 'n', Value: 'v', LastModifiedDate: signedAt } }),
      },
    }),
    defineService({
      scope: 'lambda',
      sdk: lambda,
      accepts: everythingOf('Invoke', 'CreateFunction'),
      handlers: {
        Invoke: remember({ StatusCode: 202, FunctionError: 'Unhandled', Payload: Buffer.from('{"a":1}') }),
        CreateFunction: remember({ FunctionName: 'f' }),
      },
    }),
    defineService({
      scope: 's3',
      sdk: s3,
      accepts: everythingOf(
        'PutObject',
        'GetObject',
        'HeadObject',
        'DeleteObject',
        'GetBucketLocation',
        'ListObjectsV2',
        'UploadPart',
        'PutBucketPolicy',
        'GetBucketPolicy',
        'DeleteObjects',
        'ListBuckets',
      ),
      handlers: {
        PutObject: async (input) => {
          const chunks: Buffer[] = [];
          for await (const chunk of (input.Body ?? Readable.from([])) as AsyncIterable<Buffer>) {
            chunks.push(chunk);
          }
          seen = { ...input, Body: Buffer.concat(chunks).toString() };
          return { ETag: '"e"', VersionId: 'v1' };
        },
        GetObject: (input) => {
          seen = input;
          if (input.Key === 'unsendable') {
            unsent = Readable.from(['content']);
            return { Body: unsent, Metadata: { name: '日本' } };
          }
          return {
            Body: Readable.from([Buffer.from('con'), Buffer.from('tent')]),
            ContentLength: 7,
            LastModified: signedAt,
            Metadata: { owner: 'me' },
          };
        },
        HeadObject: () => {
          throw new AwsError('NoSuchKey', 'not there', { fields: { Key: 'k' } });
        },
        DeleteObject: () => {
          throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', {
            fields: { BucketName: 'b' },
          });
        },
        GetBucketLocation: ({ Bucket }) =>
          Bucket === 'abroad' ? { LocationConstraint: 'eu-west-1' as const } : {},
        ListObjectsV2: remember({
          Contents: [{ Key: 'a b/ü', Size: 3, LastModified: signedAt }],
          CommonPrefixes: [{ Prefix: 'p/' }],
        }),
        UploadPart: remember({ ETag: '"part"' }),
        PutBucketPolicy: remember({}),
        GetBucketPolicy: () => ({ Policy: '{"a":"<&>"}' }),
        DeleteObjects: remember({ Deleted: [{ Key: 'x' }] }),
        ListBuckets: () => ({ Buckets: [] }),
      },
    }),
  ];

  beforeAll(async () => {
    const listener = createAwsListener({
      services,
      region: 'eu-central-1',
      accountId: '123456789012',
      clock,
      maxBodyBytes: 200_000,
      signingKey: (id) =>
        id === 'AKIATEST'
          ? { secretAccessKey: 'secret' }
          : id === 'ASIATEST'
            ? {
                secretAccessKey: 'session',
                sessionToken: 'token',
                expiration: new Date(started + sessionMillis),
              }
            : undefined,
      onFault: (error, request) => {
        faults.push(error);
        faulty.push(request);
      },
    });
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    config = { endpoint: url, region: 'eu-central-1', credentials, maxAttempts: 1 };
  });
  afterAll(async () => {
    clock.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    seen = undefined;
    faults.length = 0;
    faulty.length = 0;
  });

  const failure = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no failure',
      (error: unknown) => error,
    );

  describe('for REST-JSON', () => {
    const client = () => new iot.IoT(config);

    it('reads labels, query and body and writes an answer', async () => {
      const answer = await client().createThing({
        thingName: 'a:b c',
        attributePayload: { attributes: { x: '1' }, merge: true },
      });
      expect(seen).toEqual({ thingName: 'a:b c', attributePayload: { attributes: { x: '1' }, merge: true } });
      expect(answer).toMatchObject({ thingName: 'a', thingId: 'i', $metadata: { httpStatusCode: 200 } });
      await client().listThings({ maxResults: 5, usePrefixAttributeValue: false, attributeName: 'a&b=c' });
      expect(seen).toEqual({ maxResults: 5, usePrefixAttributeValue: false, attributeName: 'a&b=c' });
      expect((await client().listTagsForResource({ resourceArn: 'arn:x/y' })).tags).toEqual([
        { Key: 'k', Value: 'ü' },
      ]);
      const { certificateDescription } = await client().describeCertificate({
        certificateId: 'a'.repeat(64),
      });
      expect(certificateDescription).toEqual({ creationDate: signedAt, status: 'ACTIVE' });
      expect(await client().deleteThing({ thingName: 'a' })).toMatchObject({
        $metadata: { httpStatusCode: 200 },
      });
    });

    it('writes errors with status, message and members as the service defines them', async () => {
      const missing = await failure(client().describeThing({ thingName: 'nobody' }));
      expect(missing).toBeInstanceOf(iot.ResourceNotFoundException);
      expect(missing).toMatchObject({
        message: 'Thing nobody not found',
        $metadata: { httpStatusCode: 404 },
      });
      const there = await failure(client().createPolicy({ policyName: 'p', policyDocument: '{}' }));
      expect(there).toMatchObject({
        name: 'ResourceAlreadyExistsException',
        resourceId: 'p',
        $metadata: { httpStatusCode: 409 },
      });
    });

    it('names the operation that nobody has implemented', async () => {
      const error = await failure(client().listJobs());
      expect(error).toMatchObject({ name: 'NotImplementedException', $metadata: { httpStatusCode: 501 } });
      expect(String(error)).toContain('iot:ListJobs');
    });

    it('answers 500 to a fault of a handler, tells the log and keeps the rest to itself', async () => {
      const error = await failure(client().listPolicies());
      expect(error).toMatchObject({ name: 'InternalFailureException', $metadata: { httpStatusCode: 500 } });
      expect(String(error)).not.toContain('a bug');
      expect(faults).toEqual([new Error('a bug')]);
      expect(faulty).toMatchObject([{ service: 'iot', operation: 'ListPolicies' }]);
    });

    it('tells a handler that the client does not wait for its answer any more', async () => {
      const gone = new Promise<void>((resolve) => (onGone = resolve));
      const leaving = new AbortController();
      onWaiting = () => leaving.abort();
      const request = client().listCertificates({}, { abortSignal: leaving.signal });
      await expect(request).rejects.toMatchObject({ name: 'AbortError' });
      await gone;
      expect(faults).toEqual([]);
    });

    it('breaks the connection where an answer cannot be sent, and lives on', async () => {
      const storage = new s3.S3({ ...config, forcePathStyle: true });
      await expect(storage.getObject({ Bucket: 'b', Key: 'unsendable' })).rejects.toThrow();
      expect(faults).toEqual([expect.objectContaining({ code: 'ERR_INVALID_CHAR' })]);
      expect(faulty).toMatchObject([{ service: 's3', operation: 'GetObject' }]);
      expect(unsent?.destroyed).toBe(true);
      expect((await storage.getObject({ Bucket: 'b', Key: 'k' })).ContentLength).toBe(7);
      storage.destroy();
    });

    it('gives and takes blob payloads, headers and status codes', async () => {
      const client = new lambda.Lambda(config);
      const answer = await client.invoke({
        FunctionName: 'f',
        InvocationType: 'Event',
        Payload: Buffer.from('[1]'),
      });
      expect(seen).toEqual({ FunctionName: 'f', InvocationType: 'Event', Payload: Buffer.from('[1]') });
      expect(answer).toMatchObject({ StatusCode: 202, FunctionError: 'Unhandled' });
      expect(answer.Payload?.transformToString()).toBe('{"a":1}');
      await client.createFunction({
        FunctionName: 'f',
        Role: 'r',
        Code: { ZipFile: new Uint8Array([0, 255]) },
      });
      expect(seen).toMatchObject({ Code: { ZipFile: new Uint8Array([0, 255]) } });
    });
  });

  describe('for AWS JSON', () => {
    it('keeps numbers and bytes of DynamoDB exact', async () => {
      const client = new dynamodb.DynamoDB(config);
      const Item = {
        pk: { S: 'ü' },
        n: { N: '1e400' },
        b: { B: new Uint8Array([0, 255]) },
        l: { L: [{ NULL: true as const }] },
      };
      const answer = await client.putItem({ TableName: 't', Item });
      expect(seen).toEqual({ TableName: 't', Item });
      expect(answer.Attributes).toEqual({
        n: { N: '12345678901234567890' },
        b: { B: new Uint8Array([1, 2]) },
      });
      const error = await failure(client.transactWriteItems({ TransactItems: [] }));
      expect(error).toBeInstanceOf(dynamodb.TransactionCanceledException);
      expect(error).toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] });
    });

    it('speaks version 1.1 as well', async () => {
      const answer = await new ssm.SSM(config).getParameter({ Name: 'n', WithDecryption: true });
      expect(seen).toEqual({ Name: 'n', WithDecryption: true });
      expect(answer.Parameter).toEqual({ Name: 'n', Value: 'v', LastModifiedDate: signedAt });
    });
  });

  describe('for Query', () => {
    it('reads lists of structures and writes results', async () => {
      const input = {
        RoleArn: 'arn',
        RoleSessionName: 's',
        DurationSeconds: 900,
        Tags: [
          { Key: 'a', Value: '=&ü' },
          { Key: 'b', Value: '' },
        ],
        PolicyArns: [{ arn: 'p' }],
      };
      const answer = await new sts.STS(config).assumeRole(input);
      expect(seen).toEqual(input);
      expect(answer.Credentials).toEqual({
        AccessKeyId: 'A',
        SecretAccessKey: 'S&<>',
        SessionToken: 'T',
        Expiration: signedAt,
      });
      expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('writes answers without members, empty lists, and errors under the codes of the Query protocol', async () => {
      const client = new iam.IAM(config);
      await client.deleteRole({ RoleName: 'r' });
      expect(seen).toEqual({ RoleName: 'r' });
      expect((await client.listRoles()).Roles).toEqual([]);
      await client.createRole({ RoleName: 'r', AssumeRolePolicyDocument: '{}', Tags: [] });
      expect(seen).toEqual({ RoleName: 'r', AssumeRolePolicyDocument: '{}', Tags: [] });
      const missing = await failure(client.getRole({ RoleName: 'r' }));
      expect(missing).toBeInstanceOf(iam.NoSuchEntityException);
      expect(missing).toMatchObject({ message: 'no such role', $metadata: { httpStatusCode: 404 } });
      const there = await failure(client.createPolicy({ PolicyName: 'p', PolicyDocument: '{}' }));
      expect(there).toMatchObject({ Code: 'EntityAlreadyExists', $metadata: { httpStatusCode: 409 } });
    });
  });

  describe('for S3', () => {
    const client = () => new s3.S3({ ...config, forcePathStyle: true });

    it('streams objects in, whatever the way the client sends them', async () => {
      for (const Body of [
        'text',
        Buffer.from('text'),
        Readable.from([Buffer.from('te'), Buffer.from('xt')]),
      ]) {
        const length = Body instanceof Readable ? { ContentLength: 4 } : {};
        const answer = await client().putObject({
          Bucket: 'b',
          Key: 'dir//a b+ü/',
          Body,
          Metadata: { Owner: 'me' },
          ...length,
        });
        expect(seen).toMatchObject({
          Bucket: 'b',
          Key: 'dir//a b+ü/',
          Body: 'text',
          Metadata: { owner: 'me' },
        });
        expect(answer).toMatchObject({ ETag: '"e"', VersionId: 'v1' });
      }
      await client().putObject({ Bucket: 'b', Key: 'empty', Body: '', ContentLength: 0 });
      expect(seen).toMatchObject({ Key: 'empty', Body: '' });
      const large = Buffer.alloc(1_000_000, 'x');
      await client().putObject({
        Bucket: 'b',
        Key: 'large',
        Body: Readable.from([large]),
        ContentLength: large.length,
      });
      expect(seen).toMatchObject({ Body: large.toString() });
    });

    it('refuses an object that arrives damaged', async () => {
      const damaged = await failure(
        client().putObject({ Bucket: 'b', Key: 'k', Body: 'text', ChecksumCRC32: 'AAAAAA==' }),
      );
      expect(damaged).toMatchObject({ name: 'BadDigest', $metadata: { httpStatusCode: 400 } });
    });

    it('streams objects out, with their metadata', async () => {
      const answer = await client().getObject({ Bucket: 'b', Key: 'k', Range: 'bytes=0-1' });
      expect(await answer.Body?.transformToString()).toBe('content');
      expect(answer).toMatchObject({ ContentLength: 7, LastModified: signedAt, Metadata: { owner: 'me' } });
      expect(seen).toMatchObject({ Bucket: 'b', Key: 'k', Range: 'bytes=0-1' });
    });

    it('tells apart operations on the same path', async () => {
      await client().uploadPart({ Bucket: 'b', Key: 'k', PartNumber: 1, UploadId: 'u', Body: '' });
      expect(seen).toMatchObject({ PartNumber: 1, UploadId: 'u' });
      await client().putBucketPolicy({ Bucket: 'b', Policy: '{}' });
      expect(seen).toMatchObject({ Bucket: 'b', Policy: '{}' });
      expect((await client().getBucketPolicy({ Bucket: 'b' })).Policy).toBe('{"a":"<&>"}');
      await client().deleteObjects({
        Bucket: 'b',
        Delete: { Objects: [{ Key: '<&>' }, { Key: 'y', VersionId: '1' }] },
      });
      expect(seen).toMatchObject({ Delete: { Objects: [{ Key: '<&>' }, { Key: 'y', VersionId: '1' }] } });
      const list = await client().listObjectsV2({ Bucket: 'b', Prefix: 'a/', MaxKeys: 2 });
      expect(seen).toMatchObject({ Bucket: 'b', Prefix: 'a/', MaxKeys: 2 });
      expect(list.Contents).toEqual([{ Key: 'a b/ü', Size: 3, LastModified: signedAt }]);
      expect(list.CommonPrefixes).toEqual([{ Prefix: 'p/' }]);
      expect((await client().listBuckets()).Buckets).toEqual([]);
    });

    it('answers locations as S3 does, and errors with and without a body', async () => {
      expect((await client().getBucketLocation({ Bucket: 'abroad' })).LocationConstraint).toBe('eu-west-1');
      expect((await client().getBucketLocation({ Bucket: 'home' })).LocationConstraint).toBeUndefined();
      const head = await failure(client().headObject({ Bucket: 'b', Key: 'k' }));
      expect(head).toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
      const gone = await failure(client().deleteObject({ Bucket: 'b', Key: 'k' }));
      expect(gone).toBeInstanceOf(s3.NoSuchBucket);
      expect(gone).toMatchObject({ BucketName: 'b', $metadata: { httpStatusCode: 404 } });
    });
  });

  describe('against strangers', () => {
    it('refuses a request that nobody signed', async () => {
      const answer = await fetch(`${url}/things/x`, { headers: { origin: 'https://evil.example' } });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    });

    it('says what is missing of an Authorization header without a signature', async () => {
      const authorization =
        'AWS4-HMAC-SHA256 Credential=AKIATEST/20260304/us-east-1/iot/aws4_request, SignedHeaders=host;x-amz-date';
      const answer = await fetch(`${url}/things/x`, {
        headers: { authorization, 'x-amz-date': '20260304T050607Z' },
      });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('x-amzn-errortype')).toBe('IncompleteSignatureException');
      expect(await answer.text()).toContain('Signature');
    });

    it('refuses an unknown key, a wrong secret, a wrong region, and a session without its token', async () => {
      const refused = async (
        settings: Partial<{
          region: string;
          credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
        }>,
      ) => failure(new iot.IoT({ ...config, ...settings }).listThings());
      const session = { accessKeyId: 'ASIATEST', secretAccessKey: 'session' };
      expect(await refused({ credentials: { ...credentials, accessKeyId: 'AKIANOBODY' } })).toMatchObject({
        name: 'InvalidClientTokenId',
      });
      expect(await refused({ credentials: { ...credentials, secretAccessKey: 'guess' } })).toMatchObject({
        name: 'SignatureDoesNotMatch',
        $metadata: { httpStatusCode: 403 },
      });
      expect(await refused({ region: 'us-west-2' })).toMatchObject({ name: 'InvalidSignatureException' });
      expect(await refused({ credentials: session })).toMatchObject({ name: 'InvalidClientTokenId' });
      expect(await refused({ credentials: { ...session, sessionToken: 'token' } })).toBe('no failure');
    });

    it('refuses a session that has expired by the time of the cloud', async () => {
      const credentials = { accessKeyId: 'ASIATEST', secretAccessKey: 'session', sessionToken: 'token' };
      const expired = async () => failure(new iot.IoT({ ...config, credentials }).listThings());
      clock.setOffset(sessionMillis - 60_000);
      expect(await expired()).toBe('no failure');
      clock.setOffset(sessionMillis);
      expect(await expired()).toMatchObject({ name: 'ExpiredTokenException' });
      clock.setOffset(0);
    });

    it('answers garbage with an error of the protocol, and stays up', async () => {
      const nested = `{"attributePayload":${'['.repeat(100_000)}`;
      const bodies = ['{', '[]', '"x"', '\0\xff', '{"thingTypeName":5}', nested];
      for (const body of bodies) {
        expect(await send('iot', 'POST', '/things/x', body)).toMatchObject({
          status: 400,
          code: 'SerializationException',
        });
      }
      expect(
        await send('dynamodb', 'POST', '/', '{}', { 'x-amz-target': 'DynamoDB_20120810.PutItem' }),
      ).toMatchObject({ status: 400 });
      expect(
        await send('dynamodb', 'POST', '/', '{}', { 'x-amz-target': 'DynamoDB_20120810.Nonsense' }),
      ).toMatchObject({ status: 404, code: 'UnknownOperationException' });
      expect(await send('sts', 'POST', '/', `Action=AssumeRole&${'a.'.repeat(50)}=1`)).toMatchObject({
        status: 400,
      });
      expect(await send('sts', 'POST', '/', 'Action=AssumeRole&RoleArn=a')).toMatchObject({
        status: 400,
        text: expect.stringContaining('ValidationError') as string,
      });
      expect(
        await send('sts', 'POST', '/', 'Action=AssumeRole&RoleArn=a&RoleSessionName=s&Tags.member.x.Key=a'),
      ).toMatchObject({ status: 400 });
      expect(await send('s3', 'POST', '/b?delete', '<Delete><Object>')).toMatchObject({ status: 400 });
      expect(await send('iot', 'GET', '/no/such/path', '')).toMatchObject({ status: 404 });
      expect(await send('iot', 'POST', '/things/%E0%A4%A', '{}')).toMatchObject({ status: 400 });
      expect(await send('nonsense', 'GET', '/', '')).toMatchObject({ status: 501 });
      expect(await send('iot', 'POST', '/things/x', 'x'.repeat(200_001))).toMatchObject({ status: 413 });
      expect(faults).toEqual([]);
      await new iot.IoT(config).listThings();
    });

    /** A request that is signed well but otherwise anything. */
    async function send(
      service: string,
      method: string,
      target: string,
      body: string,
      extra: Record<string, string> = {},
    ) {
      const { host, hostname, port } = new URL(url);
      const [path = '', query = ''] = target.split('?');
      const signer = new SignatureV4({
        credentials,
        region: config.region,
        service,
        sha256: Sha256,
        uriEscapePath: service !== 's3',
      });
      const request = {
        protocol: 'http:',
        hostname,
        port: Number(port),
        method,
        path,
        query: Object.fromEntries(new URLSearchParams(query)),
      };
      const { headers } = await signer.sign({ ...request, headers: { host, ...extra }, body });
      const answer = await fetch(
        url + target,
        defined({ method, headers, body: method === 'GET' ? undefined : body }),
      );
      return {
        status: answer.status,
        code: answer.headers.get('x-amzn-errortype'),
        text: await answer.text(),
      };
    }
  });
});
