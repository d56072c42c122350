import { openStore } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';
import fc from 'fast-check';
import { BucketRepository } from './bucket-repository';
import { listHandlers } from './list-handlers';
import { list, positionAfter } from './object-listing';
import { ObjectRepository } from './object-repository';
import type { ListPosition, ObjectVersion } from './object-repository';

const bucket = 'bucket';

describe('listing objects', () => {
  let store: Store;
  let objects: ObjectRepository;
  beforeEach(() => {
    store = openStore(':memory:');
    new BucketRepository(store).add({ name: bucket, created: 0 });
    objects = new ObjectRepository(store);
  });
  afterEach(() => store.close());

  const put = (key: string, versionId = 'null') =>
    objects.add({
      bucket,
      key,
      versionId,
      isDeleteMarker: false,
      size: 0,
      etag: '',
      modified: 0,
      content: '',
      headers: {},
      tags: [],
    });
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const segment = fc.constantFrom('a', 'b', 'ü', '\u{1F600}', '\uFFFD', '');
  const someKeys = fc.uniqueArray(
    fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
      .filter((key) => key !== ''),
    { minLength: 1, maxLength: 15 },
  );
  const query = {
    prefix: fc.constantFrom('', 'a', 'a/', 'b/ü', '/'),
    delimiter: fc.constantFrom('', '/', 'ü'),
    limit: fc.integer({ min: 1, max: 4 }),
  };

  it('gives, page by page, each key or folded prefix once, in the order of UTF-8', () => {
    fc.assert(
      fc.property(someKeys, fc.record(query), (keys, { prefix, delimiter, limit }) => {
        store.run('DELETE FROM s3_objects');
        keys.forEach((key) => put(key));
        const read = (from: ListPosition, count: number) =>
          objects.pageOfLatest(bucket, from.versionId === undefined ? from.key : `${from.key}\0`, count);
        const seen: string[] = [];
        let from = positionAfter(undefined, prefix, delimiter);
        for (;;) {
          const page = list({ bucket, prefix, delimiter, limit, read, from });
          const entries = [...page.objects.map(({ key }) => key), ...page.prefixes].sort(byBytes);
          expect(entries.length).toBeLessThanOrEqual(limit);
          seen.push(...entries);
          if (page.last === undefined) {
            break;
          }
          from = positionAfter(page.last.key, prefix, delimiter);
        }
        const folded = (key: string) => {
          const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
          return at === -1 ? key : key.slice(0, at + delimiter.length);
        };
        const expected = new Set(keys.filter((key) => key.startsWith(prefix)).map(folded));
        expect(seen).toEqual([...expected].sort(byBytes));
      }),
    );
  });

  it('gives, page by page, each version once, the newest of a key first', () => {
    fc.assert(
      fc.property(
        someKeys,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        (keys, versions, limit) => {
          store.run('DELETE FROM s3_objects');
          for (let version = 1; version <= versions; version += 1) {
            keys.forEach((key) => put(key, `v${version}`));
          }
          const read = (from: ListPosition, count: number) => objects.pageOfVersions(bucket, from, count);
          const seen: ObjectVersion[] = [];
          let from: ListPosition = { key: '' };
          for (;;) {
            const page = list({ bucket, prefix: '', delimiter: '', limit, read, from });
            seen.push(...page.objects);
            if (page.last === undefined) {
              break;
            }
            from = page.last;
          }
          const expected = [...keys]
            .sort(byBytes)
            .flatMap((key) => Array.from({ length: versions }, (_, index) => `${key} v${versions - index}`));
          expect(seen.map(({ key, versionId }) => `${key} ${versionId}`)).toEqual(expected);
        },
      ),
    );
  });

  it('refuses a continuation token that it did not give', () => {
    const handlers = listHandlers({ buckets: new BucketRepository(store), objects });
    const context = {
      requestId: '',
      service: 's3',
      operation: '',
      region: '',
      accountId: '',
      accessKeyId: '',
      host: '',
      disconnected: new AbortController().signal,
    };
    expect(() => handlers.ListObjectsV2?.({ Bucket: bucket, ContinuationToken: '!?' }, context)).toThrow(
      'incorrect',
    );
  });
});
