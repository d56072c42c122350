import { randomBytes } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { failureOf, serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { createS3Service } from './index';

describe('S3', () => {
  let cloud: ServedServices;
  let s3: S3;
  beforeAll(async () => {
    cloud = await serveServices((ground) => [createS3Service(ground).service]);
    s3 = new S3(cloud.client);
  });
  afterAll(async () => {
    s3.destroy();
    await cloud.close();
  });

  let Bucket: string;
  beforeEach(async () => {
    Bucket = `bucket-${randomBytes(6).toString('hex')}`;
    await s3.createBucket({ Bucket });
  });

  const put = (Key: string, Body = 'x') => s3.putObject({ Bucket, Key, Body });
  const text = async (Key: string, VersionId?: string) =>
    (await s3.getObject({ Bucket, Key, VersionId })).Body?.transformToString();
  const contentFiles = () => readdirSync(join(cloud.dataDirectory, 's3'));

  it('has buckets with one owner and legal names, and deletes empty ones only', async () => {
    expect(await failureOf(s3.createBucket({ Bucket }))).toBe('BucketAlreadyOwnedByYou');
    for (const name of ['ab', 'Upper', 'a..b', '1.2.3.4', '-a-', 'xn--a']) {
      expect(await failureOf(s3.createBucket({ Bucket: name }))).toBe('InvalidBucketName');
    }
    expect(
      await failureOf(
        s3.createBucket({ Bucket: 'else', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
      ),
    ).toBe('IllegalLocationConstraintException');
    await put('k');
    expect(await failureOf(s3.deleteBucket({ Bucket }))).toBe('BucketNotEmpty');
    await s3.deleteObject({ Bucket, Key: 'k' });
    await s3.deleteBucket({ Bucket });
    expect(await failureOf(s3.headBucket({ Bucket }))).toBe('NotFound');
    expect(await failureOf(s3.listObjectsV2({ Bucket }))).toBe('NoSuchBucket');
    expect(await failureOf(s3.putObject({ Bucket, Key: 'k', Body: 'x' }))).toBe('NoSuchBucket');
  });

  it('answers a client that takes another account for the owner of a bucket with AccessDenied', async () => {
    const [mine, other] = ['123456789012', '210987654321'];
    await s3.putObject({ Bucket, Key: 'k', Body: 'x', ExpectedBucketOwner: mine });
    expect(await failureOf(s3.getObject({ Bucket, Key: 'k', ExpectedBucketOwner: other }))).toBe(
      'AccessDenied',
    );
    const copy = { Bucket, Key: 'l', CopySource: `${Bucket}/k`, ExpectedSourceBucketOwner: other };
    expect(await failureOf(s3.copyObject(copy))).toBe('AccessDenied');
  });

  it('lists the buckets whose names begin as asked', async () => {
    const { Buckets = [] } = await s3.listBuckets({ Prefix: Bucket.slice(0, -1) });
    expect(Buckets.map(({ Name }) => Name)).toEqual([Bucket]);
    expect((await s3.listBuckets({ Prefix: 'no-such' })).Buckets ?? []).toEqual([]);
  });

  it('gives objects back with their headers, whatever their key', async () => {
    const keys = [
      'plain',
      'a/b/',
      'sp ace+plus',
      'ü/日本',
      '../../etc/passwd',
      '..',
      'a//b',
      '?&=#%',
      'null',
    ];
    for (const Key of keys) {
      await s3.putObject({
        Bucket,
        Key,
        Body: Key,
        ContentType: 'text/x',
        CacheControl: 'no-store',
        Metadata: { a: 'b' },
      });
      const head = await s3.headObject({ Bucket, Key });
      expect(head).toMatchObject({ ContentType: 'text/x', CacheControl: 'no-store', Metadata: { a: 'b' } });
      expect(head.ContentLength).toBe(Buffer.byteLength(Key));
      expect(await text(Key)).toBe(Key);
    }
    const { Contents } = await s3.listObjectsV2({ Bucket });
    expect(new Set(Contents?.map(({ Key }) => Key))).toEqual(new Set(keys));
    expect(await failureOf(put('k'.repeat(1025)))).toBe('KeyTooLongError');
    expect(contentFiles().every((name) => /^[0-9a-f-]{36}$/.test(name))).toBe(true);
    expect(statSync(join(cloud.dataDirectory, 's3', contentFiles()[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  it('shows objects as the reader asks, as far as a header can say it', async () => {
    await put('k');
    const ResponseContentDisposition = 'attachment; filename="käse"';
    const shown = await s3.getObject({ Bucket, Key: 'k', ResponseContentDisposition });
    expect(shown).toMatchObject({ ContentDisposition: ResponseContentDisposition });
    for (const hostile of ['日本', 'a\r\nx-injected: b']) {
      expect(await failureOf(s3.getObject({ Bucket, Key: 'k', ResponseContentDisposition: hostile }))).toBe(
        'InvalidArgument',
      );
      expect(await failureOf(s3.getObject({ Bucket, Key: 'k', ResponseContentType: hostile }))).toBe(
        'InvalidArgument',
      );
    }
    expect(await text('k')).toBe('x');
  });

  it('serves ranges and conditions', async () => {
    const { ETag } = await put('k', '0123456789');
    const range = async (Range: string) =>
      (await s3.getObject({ Bucket, Key: 'k', Range })).Body?.transformToString();
    expect(await range('bytes=2-4')).toBe('234');
    expect(await range('bytes=7-')).toBe('789');
    expect(await range('bytes=-2')).toBe('89');
    expect(await range('bytes=8-100')).toBe('89');
    expect(await failureOf(range('bytes=10-'))).toBe('InvalidRange');
    expect((await s3.getObject({ Bucket, Key: 'k', Range: 'bytes=2-4' })).ContentRange).toBe('bytes 2-4/10');
    expect(await failureOf(s3.getObject({ Bucket, Key: 'k', IfMatch: '"other"' }))).toBe(
      'PreconditionFailed',
    );
    const unchanged = s3.getObject({ Bucket, Key: 'k', IfNoneMatch: ETag });
    await expect(unchanged).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    expect(
      await failureOf(s3.putObject({ Bucket, Key: 'k', Body: '', ContentLength: 0, IfNoneMatch: '*' })),
    ).toBe('PreconditionFailed');
    expect(await failureOf(s3.putObject({ Bucket, Key: 'new', Body: 'n', IfNoneMatch: '*' }))).toBe(
      'no failure',
    );
    expect(await text('k')).toBe('0123456789');
  });

  it('keeps every version of an object once the bucket versions, and hides it under a delete marker', async () => {
    await put('k', 'before');
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } });
    const first = await put('k', 'first');
    const second = await put('k', 'second');
    expect(await text('k')).toBe('second');
    expect(await text('k', first.VersionId)).toBe('first');
    expect(await text('k', 'null')).toBe('before');
    const deleted = await s3.deleteObject({ Bucket, Key: 'k' });
    expect(deleted.DeleteMarker).toBe(true);
    expect(await failureOf(text('k'))).toBe('NoSuchKey');
    expect((await s3.listObjectsV2({ Bucket })).Contents).toBeUndefined();
    const listed = await s3.listObjectVersions({ Bucket });
    expect(listed.Versions?.map(({ VersionId }) => VersionId)).toEqual([
      second.VersionId,
      first.VersionId,
      'null',
    ]);
    expect(listed.DeleteMarkers).toMatchObject([{ VersionId: deleted.VersionId, IsLatest: true }]);
    await s3.deleteObject({ Bucket, Key: 'k', VersionId: deleted.VersionId });
    expect(await text('k')).toBe('second');
    const Objects = (listed.Versions ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
    await s3.deleteObjects({ Bucket, Delete: { Objects } });
    await s3.deleteBucket({ Bucket });
  });

  it('puts an object together from parts, and copies', async () => {
    const { UploadId = '' } = await s3.createMultipartUpload({ Bucket, Key: 'big', ContentType: 'text/big' });
    const parts = [];
    for (const [index, Body] of ['one,', 'two,'].entries()) {
      const { ETag } = await s3.uploadPart({ Bucket, Key: 'big', UploadId, PartNumber: index + 1, Body });
      parts.push({ ETag, PartNumber: index + 1 });
    }
    await put('source', '-three-');
    const copied = await s3.uploadPartCopy({
      Bucket,
      Key: 'big',
      UploadId,
      PartNumber: 3,
      CopySource: `${Bucket}/source`,
      CopySourceRange: 'bytes=1-5',
    });
    parts.push({ ETag: copied.CopyPartResult?.ETag, PartNumber: 3 });
    expect(
      await failureOf(
        s3.completeMultipartUpload({
          Bucket,
          Key: 'big',
          UploadId,
          MultipartUpload: { Parts: [...parts].reverse() },
        }),
      ),
    ).toBe('InvalidPartOrder');
    const complete = await s3.completeMultipartUpload({
      Bucket,
      Key: 'big',
      UploadId,
      MultipartUpload: { Parts: parts },
    });
    expect(complete.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect(await text('big')).toBe('one,two,three');
    expect(await failureOf(s3.listParts({ Bucket, Key: 'big', UploadId }))).toBe('NoSuchUpload');
    await s3.copyObject({ Bucket, Key: 'copy ü', CopySource: `${Bucket}/big` });
    expect(await text('copy ü')).toBe('one,two,three');
    expect((await s3.headObject({ Bucket, Key: 'copy ü' })).ContentType).toBe('text/big');
  });

  it('leaves no content behind of what was replaced, deleted, aborted or refused', async () => {
    const before = contentFiles().length;
    await put('k', 'one');
    await put('k', 'two');
    await s3.deleteObject({ Bucket, Key: 'k' });
    const { UploadId = '' } = await s3.createMultipartUpload({ Bucket, Key: 'm' });
    await s3.uploadPart({ Bucket, Key: 'm', UploadId, PartNumber: 1, Body: 'part' });
    await s3.uploadPart({ Bucket, Key: 'm', UploadId, PartNumber: 1, Body: 'again' });
    await s3.abortMultipartUpload({ Bucket, Key: 'm', UploadId });
    expect(await failureOf(s3.putObject({ Bucket, Key: 'k', Body: 'x', ChecksumCRC32: 'AAAAAA==' }))).toBe(
      'BadDigest',
    );
    expect(contentFiles()).toHaveLength(before);
  });

  it('keeps settings, and says by name which one a bucket lacks', async () => {
    expect(await failureOf(s3.getBucketPolicy({ Bucket }))).toBe('NoSuchBucketPolicy');
    expect(await failureOf(s3.getPublicAccessBlock({ Bucket }))).toBe('NoSuchPublicAccessBlockConfiguration');
    expect(await failureOf(s3.getBucketTagging({ Bucket }))).toBe('NoSuchTagSet');
    expect(await failureOf(s3.getBucketLifecycleConfiguration({ Bucket }))).toBe(
      'NoSuchLifecycleConfiguration',
    );
    expect(await failureOf(s3.putBucketPolicy({ Bucket, Policy: 'nonsense' }))).toBe('MalformedPolicy');
    const unknownEffect = '{"Statement":{"Effect":"Maybe","Principal":"*","Action":"s3:*","Resource":"*"}}';
    expect(await failureOf(s3.putBucketPolicy({ Bucket, Policy: unknownEffect }))).toBe('MalformedPolicy');
    const expiry = { Date: new Date('2030-01-01T00:00:00Z') };
    const Rules = [{ ID: 'a', Status: 'Enabled' as const, Filter: { Prefix: 'x' }, Expiration: expiry }];
    await s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules } });
    expect((await s3.getBucketLifecycleConfiguration({ Bucket })).Rules).toEqual(Rules);
    const kms = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'key' },
    };
    await s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules: [kms] } });
    expect(await put('k')).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key' });
    await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } });
    await s3.deleteBucketTagging({ Bucket });
    expect(await failureOf(s3.getBucketTagging({ Bucket }))).toBe('NoSuchTagSet');
  });

  it('encodes keys as URLs do, and refuses any other encoding', async () => {
    await put('a b');
    const listed = await s3.listObjectsV2({ Bucket, EncodingType: 'url' });
    expect(listed).toMatchObject({ EncodingType: 'url', Contents: [{ Key: 'a%20b' }] });
    for (const encoding of ['gzip', '']) {
      const asking = new S3(cloud.client);
      asking.middlewareStack.add(
        (next) => (asked) => {
          if (HttpRequest.isInstance(asked.request)) {
            asked.request.query['encoding-type'] = encoding;
          }
          return next(asked);
        },
        { step: 'build' },
      );
      expect(await failureOf(asking.listObjectsV2({ Bucket }))).toBe('InvalidArgument');
      asking.destroy();
    }
  });

  /** The query of a presigned URL of this path. */
  const presigned = async (method: string, path: string): Promise<string> => {
    const { host, hostname, port } = new URL(cloud.client.endpoint);
    const signer = new SignatureV4({
      credentials: cloud.client.credentials,
      region: 'us-east-1',
      service: 's3',
      sha256: Sha256,
      uriEscapePath: false,
    });
    const request = new HttpRequest({
      method,
      hostname,
      port: Number(port),
      path,
      headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    });
    const { query = {} } = await signer.presign(request, { expiresIn: 60, unsignableHeaders: new Set() });
    const signed = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    return new URLSearchParams(signed).toString();
  };

  it('serves a presigned URL to whoever has it, until it expires, and for that object only', async () => {
    await put('dir/k ü', 'presigned');
    const path = `/${Bucket}/dir/${encodeURIComponent('k ü')}`;
    const query = await presigned('GET', path);
    const get = (at: string) => fetch(`${cloud.client.endpoint}${at}?${query}`);
    expect(await (await get(path)).text()).toBe('presigned');
    expect((await get(`/${Bucket}/other`)).status).toBe(403);
    cloud.clock.setOffset(61_000);
    const expired = await get(path);
    expect(expired.status).toBe(403);
    expect(await expired.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
    cloud.clock.setOffset(0);
  });

  it('does not let the holder of a presigned URL add a header that changes what it does', async () => {
    await put('secret', 'told to nobody');
    const path = `/${Bucket}/upload`;
    const url = `${cloud.client.endpoint}${path}?${await presigned('PUT', path)}`;
    const copied = await fetch(url, {
      method: 'PUT',
      headers: { 'x-amz-copy-source': `/${Bucket}/secret` },
    });
    expect(copied.status).toBe(403);
    expect(await copied.text()).toContain('There were headers present in the request which were not signed');
    expect((await fetch(url, { method: 'PUT', body: 'uploaded' })).status).toBe(200);
    expect(await text('upload')).toBe('uploaded');
  });

  it('has everything after a restart, but not what a killed process left half written', async () => {
    await put('kept', 'content');
    writeFileSync(join(cloud.dataDirectory, 's3', 'half-written'), 'x');
    await cloud.restart();
    const again = new S3(cloud.client);
    expect(await (await again.getObject({ Bucket, Key: 'kept' })).Body?.transformToString()).toBe('content');
    expect(contentFiles()).not.toContain('half-written');
    again.destroy();
    s3.destroy();
    s3 = new S3(cloud.client);
  });
});
