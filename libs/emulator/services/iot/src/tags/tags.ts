import type { Store } from '@fleet/emulator-store';
import { exclusiveStart, integer, text } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import { InvalidRequestException, LimitExceededException, invalidIdentifier } from '../errors';
import { pageRules } from '../page-rules';

const mostTags = 50;
const longestKey = 128;
const longestValue = 256;

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const schema = [
  `CREATE TABLE iot_tag (
     resource_arn TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (resource_arn, key)
   ) STRICT, WITHOUT ROWID;`,
];

/** The tags of resources, by ARN. */
export class Tags {
  constructor(private readonly store: Store) {
    store.migrate('iot_tag', schema);
  }

  /** @throws InvalidRequestException, LimitExceededException */
  tag(resourceArn: string, tags: readonly { Key?: string | undefined; Value?: string | undefined }[]): void {
    this.store.transaction(() => {
      for (const { Key, Value = '' } of tags) {
        const key = checkKey(Key);
        if (Value.length > longestValue) {
          throw new InvalidRequestException(
            `Invalid tag "${key}": its value has more than ${longestValue} characters`,
          );
        }
        this.store.run('INSERT OR REPLACE INTO iot_tag VALUES (?, ?, ?)', resourceArn, key, Value);
      }
      const row = this.store.one('SELECT COUNT(*) AS tags FROM iot_tag WHERE resource_arn = ?', resourceArn);
      if (integer(row, 'tags') > mostTags) {
        throw new LimitExceededException(`${resourceArn} cannot have more than ${mostTags} tags`);
      }
    });
  }

  untag(resourceArn: string, keys: readonly string[]): void {
    this.store.transaction(() => {
      for (const key of keys) {
        this.store.run('DELETE FROM iot_tag WHERE resource_arn = ? AND key = ?', resourceArn, key);
      }
    });
  }

  /** Forgets the tags of a resource that is deleted. */
  forget(resourceArn: string): void {
    this.store.run('DELETE FROM iot_tag WHERE resource_arn = ?', resourceArn);
  }

  of(resourceArn: string): Record<string, string> {
    const rows = this.store.all('SELECT key, value FROM iot_tag WHERE resource_arn = ?', resourceArn);
    return Object.fromEntries(rows.map((row) => [text(row, 'key'), text(row, 'value')]));
  }

  list(request: PageRequest, resourceArn: string): Page<Tag> {
    return page(request, pageRules, {
      name: ['tags', resourceArn],
      key: textKey,
      read: (after, limit) =>
        this.store
          .all(
            'SELECT key, value FROM iot_tag WHERE resource_arn = ? AND key > ? ORDER BY key LIMIT ?',
            resourceArn,
            exclusiveStart(after),
            limit,
          )
          .map((row) => ({ Key: text(row, 'key'), Value: text(row, 'value') })),
      keyOf: (tag) => tag.Key,
    });
  }
}

function checkKey(key: string | undefined): string {
  if (key !== undefined && key !== '' && key.length <= longestKey && !key.startsWith('aws:')) {
    return key;
  }
  throw invalidIdentifier('tag key', key, `1 to ${longestKey} characters that do not begin with "aws:"`);
}
