import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { AwsError } from '@fleet/aws-wire';
import type { RequestContext } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { checkedPolicy, describeKey, existingKey, keyArn, signature } from './keys';
import type { KmsHandlers, KmsParts } from './kms-parts';
import { keyPages } from './page-rules';

const dayMillis = 86_400_000;
const defaultWaitDays = 30;

/** The operations that make, show and delete keys. */
export function keyHandlers(parts: KmsParts): KmsHandlers {
  const { keys, clock } = parts;
  return {
    CreateKey: ({ Description = '', Policy, Tags, KeyUsage, ...input }, context) => {
      // oxlint-disable-next-line typescript/no-deprecated -- older clients call it so
      const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
      const signingKey = signingKeyOf(spec, KeyUsage ?? 'ENCRYPT_DECRYPT');
      const key = {
        id: randomUUID(),
        created: clock.nowMillis(),
        description: Description,
        policy: Policy === undefined ? defaultPolicy(context) : checkedPolicy(Policy),
        enabled: true,
        rotates: false,
        tags: Object.fromEntries((Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue])),
        signingKey,
      };
      keys.save(key);
      return { KeyMetadata: describeKey(key, context) };
    },
    DescribeKey: ({ KeyId }, context) => ({ KeyMetadata: describeKey(existingKey(parts, KeyId), context) }),
    ListKeys: ({ Marker, Limit }, context) => {
      keys.deleteDue(clock.nowMillis());
      const { items, nextToken } = page({ nextToken: Marker, maxResults: Limit }, keyPages, {
        name: ['keys'],
        key: textKey,
        read: (after, limit) => keys.page(after, limit),
        keyOf: ({ id }) => id,
      });
      return {
        Keys: items.map(({ id }) => ({ KeyId: id, KeyArn: keyArn(id, context) })),
        Truncated: nextToken !== undefined,
        NextMarker: nextToken,
      };
    },
    ScheduleKeyDeletion: ({ KeyId, PendingWindowInDays = defaultWaitDays }, context) => {
      const key = existingKey(parts, KeyId);
      if (key.deletion !== undefined) {
        throw pendingDeletion(keyArn(key.id, context));
      }
      const deletion = clock.nowMillis() + PendingWindowInDays * dayMillis;
      keys.save({ ...key, enabled: false, deletion });
      return {
        KeyId: keyArn(key.id, context),
        DeletionDate: new Date(deletion),
        KeyState: 'PendingDeletion' as const,
      };
    },
    CancelKeyDeletion: ({ KeyId }, context) => {
      const key = existingKey(parts, KeyId);
      keys.save({ ...key, deletion: undefined });
      return { KeyId: keyArn(key.id, context) };
    },
  };
}

/** @returns the material of a key that signs */
function signingKeyOf(spec: string, usage: string): string | undefined {
  if (spec === 'SYMMETRIC_DEFAULT' && usage === 'ENCRYPT_DECRYPT') {
    return undefined;
  }
  if (spec !== signature.KeySpec || usage !== signature.KeyUsage) {
    throw new AwsError(
      'UnsupportedOperationException',
      `This cloud has symmetric encryption keys, and keys of ${signature.KeySpec} for ${signature.KeyUsage}.`,
    );
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pendingDeletion(arn: string): AwsError {
  return new AwsError('KMSInvalidStateException', `${arn} is pending deletion.`);
}

function defaultPolicy({ accountId }: RequestContext): string {
  const root = { AWS: `arn:aws:iam::${accountId}:root` };
  const Statement = [{ Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement });
}
