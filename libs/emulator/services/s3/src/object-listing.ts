import type { ListPosition, ObjectVersion } from './object-repository';

/** Sorts behind every key that goes on after a prefix. */
const lastCharacter = '\u{10FFFF}';

export interface Listing {
  readonly objects: readonly ObjectVersion[];
  readonly prefixes: readonly string[];
  /** The last thing on a page that is not the last page. */
  readonly last: { readonly key: string; readonly versionId: string } | undefined;
}

export interface ListQuery {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Reads a batch of objects from a position on. */
  readonly read: (from: ListPosition, limit: number) => ObjectVersion[];
  readonly from: ListPosition;
}

/** Walks the objects in order, folding those that share a prefix up to the delimiter into one entry. */
export function list(query: ListQuery): Listing {
  const objects: ObjectVersion[] = [];
  const prefixes: string[] = [];
  let last: Listing['last'];
  let position: ListPosition = isBefore(query.from.key, query.prefix) ? { key: query.prefix } : query.from;
  for (;;) {
    const batch = query.read(position, query.limit + 1);
    let skipTo: ListPosition | undefined;
    for (const object of batch) {
      if (!object.key.startsWith(query.prefix)) {
        return { objects, prefixes, last: undefined };
      }
      const folded = foldedPrefix(object.key, query);
      if (folded !== undefined && folded === prefixes.at(-1)) {
        skipTo = { key: folded + lastCharacter };
        break;
      }
      if (objects.length + prefixes.length === query.limit) {
        return { objects, prefixes, last };
      }
      if (folded === undefined) {
        objects.push(object);
        last = { key: object.key, versionId: object.versionId };
      } else {
        prefixes.push(folded);
        last = { key: folded, versionId: '' };
      }
      position = { key: object.key, versionId: object.versionId };
    }
    if (skipTo !== undefined) {
      position = skipTo;
    } else if (batch.length <= query.limit) {
      return { objects, prefixes, last: undefined };
    }
  }
}

function foldedPrefix(key: string, { prefix, delimiter }: ListQuery): string | undefined {
  if (delimiter === '') {
    return undefined;
  }
  const at = key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

/** Behind a key comes the next string there can be; behind a folded prefix, all that begins with it is over. */
export function positionAfter(key: string | undefined, prefix: string, delimiter: string): ListPosition {
  if (key === undefined || key === '') {
    return { key: prefix };
  }
  const isFolded =
    delimiter !== '' && key.startsWith(prefix) && key.endsWith(delimiter) && key.length > prefix.length;
  return { key: isFolded ? key + lastCharacter : next(key) };
}

export function next(key: string): string {
  return `${key}\0`;
}

/** S3 sorts by the bytes of UTF-8, as the store does; JavaScript's own comparison does not. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}
