import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { HttpResponse } from '@smithy/core/protocols';

interface ObjectRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: string | Uint8Array;
}

/** A bucket behind the real SDK client. It lists few keys a page, so that every listing has several. */
export class BucketInMemory {
  readonly objects = new Map<string, Uint8Array>();
  readonly contentTypes = new Map<string, string>();
  private readonly savedAt = new Map<string, Date>();

  constructor(private readonly now: () => Date) {}

  readonly client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // Nobody looks at a signature, and it takes a tenth of the time.
    signer: { sign: (request) => Promise.resolve(request) },
    requestHandler: {
      handle: (http: ObjectRequest & { readonly headers: Readonly<Record<string, string>> }) => {
        const key = decodeURIComponent(http.path.slice(1));
        if (http.method === 'PUT') {
          this.contentTypes.set(key, http.headers['content-type'] ?? 'none');
        }
        return Promise.resolve({ response: this.respond(key, http) });
      },
    },
  });

  text(key: string): string | undefined {
    const object = this.objects.get(key);
    return object && Buffer.from(object).toString();
  }

  /** Somebody writes an object by hand. */
  put(key: string, body: string | Uint8Array): void {
    this.objects.set(key, Buffer.from(body));
    this.savedAt.set(key, this.now());
  }

  private respond(key: string, { method, query, body = '' }: ObjectRequest): HttpResponse {
    if (query?.['list-type'] === '2') {
      return this.list(String(query['prefix']), query['continuation-token']);
    }
    if (method === 'PUT') {
      this.put(key, body);
      return answer(200);
    }
    if (method === 'DELETE') {
      this.objects.delete(key);
      return answer(204);
    }
    const object = this.objects.get(key);
    if (object === undefined) {
      return answer(
        404,
        '<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>',
      );
    }
    const savedAt = this.savedAt.get(key) ?? this.now();
    return answer(200, object, { 'last-modified': savedAt.toUTCString() });
  }

  private list(prefix: string, after: unknown): HttpResponse {
    const left = [...this.objects.keys()]
      .sort()
      .filter((key) => key.startsWith(prefix) && (typeof after !== 'string' || key > after));
    const page = left.slice(0, 2);
    const next =
      left.length > page.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
    return answer(200, `<ListBucketResult>${contents}${next}</ListBucketResult>`);
  }
}

function answer(statusCode: number, body: string | Uint8Array = '', headers: Record<string, string> = {}) {
  return new HttpResponse({ statusCode, headers, body: Readable.from([Buffer.from(body)]) });
}
