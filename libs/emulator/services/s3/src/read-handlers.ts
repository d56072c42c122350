import type * as s3 from '@aws-sdk/client-s3';
import type { ServiceHandlers } from '@fleet/aws-wire';
import { defined } from '@fleet/optional-members';
import { readRange } from './byte-range';
import type { ByteRange } from './byte-range';
import { notModified, preconditionFailed, unsendableHeader } from './errors';
import { encryptionOf, existingObject, toldVersion } from './object-answers';
import type { ObjectVersion } from './object-repository';
import type { S3Parts } from './s3-parts';

/** The conditions under which a client wants the object. */
interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** The operations that read objects. */
export function readHandlers(parts: S3Parts): ServiceHandlers<typeof s3> {
  const { files } = parts;
  return {
    GetObject: (input) => {
      const object = existingObject(parts, input);
      checkConditions(object, input);
      const range = readRange(input.Range, object.size);
      const headers = overridden(describe(parts, object, range), input);
      return { ...headers, Body: object.size === 0 ? Buffer.alloc(0) : files.read(object.content, range) };
    },
    HeadObject: (input) => {
      const object = existingObject(parts, input);
      checkConditions(object, input);
      return overridden(describe(parts, object, readRange(input.Range, object.size)), input);
    },
    GetObjectTagging: (input) => {
      const object = existingObject(parts, input);
      return { TagSet: [...object.tags], ...toldVersion(parts.buckets, object) };
    },
    GetObjectAttributes: (input) => {
      const object = existingObject(parts, input);
      return { ETag: object.etag, ObjectSize: object.size, LastModified: new Date(object.modified) };
    },
  };
}

function describe(parts: S3Parts, object: ObjectVersion, range: ByteRange | undefined) {
  return {
    ...object.headers,
    ...encryptionOf(parts.buckets, object.bucket),
    ...toldVersion(parts.buckets, object),
    AcceptRanges: 'bytes',
    ETag: `"${object.etag}"`,
    LastModified: new Date(object.modified),
    ContentLength: range === undefined ? object.size : range.end - range.start + 1,
    ContentRange: range && `bytes ${range.start}-${range.end}/${object.size}`,
    TagCount: object.tags.length > 0 ? object.tags.length : undefined,
  };
}

/** A presigned URL can say how the object is to be shown. */
function overridden<Headers extends object>(
  headers: Headers,
  input: {
    readonly ResponseContentType?: string | undefined;
    readonly ResponseContentDisposition?: string | undefined;
    readonly ResponseCacheControl?: string | undefined;
  },
) {
  const { ResponseContentType, ResponseContentDisposition, ResponseCacheControl } = input;
  checkSendable('response-content-type', ResponseContentType);
  checkSendable('response-content-disposition', ResponseContentDisposition);
  checkSendable('response-cache-control', ResponseCacheControl);
  return {
    ...headers,
    ...defined({
      ContentType: ResponseContentType,
      ContentDisposition: ResponseContentDisposition,
      CacheControl: ResponseCacheControl,
    }),
  };
}

/** These values come in the query, which can hold what a header cannot. */
function checkSendable(argument: string, value: string | undefined): void {
  if (value !== undefined && !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw unsendableHeader(argument, value);
  }
}

/** RFC 9110, "Precedence of preconditions": an entity tag is asked before a date. */
function checkConditions(object: ObjectVersion, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modifiedSeconds = Math.floor(object.modified / 1000);
  const isAfter = (date: Date) => modifiedSeconds > Math.floor(date.getTime() / 1000);
  if (IfMatch !== undefined) {
    if (!matches(object, IfMatch)) {
      throw preconditionFailed('If-Match');
    }
  } else if (IfUnmodifiedSince !== undefined && isAfter(IfUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matches(object, IfNoneMatch)) {
      throw notModified();
    }
  } else if (IfModifiedSince !== undefined && !isAfter(IfModifiedSince)) {
    throw notModified();
  }
}

function matches({ etag }: ObjectVersion, condition: string): boolean {
  return condition.split(',').some((tag) => ['*', etag].includes(tag.trim().replaceAll('"', '')));
}
