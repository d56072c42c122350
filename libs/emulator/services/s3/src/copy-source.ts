import assert from 'node:assert/strict';
import { invalidArgument } from './errors';

/** `bucket/key?versionId=id`, percent-encoded, with or without a slash before it. */
export function readCopySource(source: string): {
  Bucket: string;
  Key: string;
  VersionId: string | undefined;
} {
  const [path, VersionId] = source.split('?versionId=');
  assert(path !== undefined, 'a text has something before whatever divides it');
  let decoded: string;
  try {
    decoded = decodeURIComponent(path.replace(/^\//, ''));
  } catch {
    throw invalidArgument('x-amz-copy-source', 'Invalid copy source encoding.');
  }
  const slash = decoded.indexOf('/');
  if (slash < 1) {
    throw invalidArgument('x-amz-copy-source', 'Invalid copy source object key');
  }
  return { Bucket: decoded.slice(0, slash), Key: decoded.slice(slash + 1), VersionId };
}
