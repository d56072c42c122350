import { randomUUID } from 'node:crypto';
import type * as kms from '@aws-sdk/client-kms';
import { AwsError, defineService } from '@fleet/aws-wire';
import type { AwsService, RequestContext, ServiceHandlers } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { KeyRepository } from './key-repository';
import type { KeyRecord } from './key-repository';

export { kmsResourceTypes } from './resource-types';
type Handlers = ServiceHandlers<typeof kms>;

const aliasPattern = /^alias\/(?!aws\/)[\w/-]+$/;
const dayMillis = 86_400_000;
const defaultWaitDays = 30;

/** AWS KMS, as far as keys and aliases can be made, configured and deleted: nothing is encrypted with them. */
export function kmsService({ store, clock }: { store: Store; clock: Clock }): AwsService {
  const keys = new KeyRepository(store);
  return defineService({
    scope: 'kms',
    sdk: () => import('@aws-sdk/client-kms'),
    handlers: { ...keyHandlers(keys, clock), ...settingHandlers(keys, clock), ...aliasHandlers(keys, clock) },
  });
}

function keyHandlers(keys: KeyRepository, clock: Clock): Handlers {
  return {
    CreateKey: ({ Description = '', Policy, Tags, KeySpec, KeyUsage }, context) => {
      if (
        (KeySpec ?? 'SYMMETRIC_DEFAULT') !== 'SYMMETRIC_DEFAULT' ||
        (KeyUsage ?? 'ENCRYPT_DECRYPT') !== 'ENCRYPT_DECRYPT'
      ) {
        throw new AwsError('UnsupportedOperationException', 'This cloud has symmetric encryption keys only.');
      }
      const key = {
        id: randomUUID(),
        created: clock.nowMillis(),
        description: Description,
        policy: Policy ?? defaultPolicy(context),
        enabled: true,
        rotates: false,
        tags: Object.fromEntries((Tags ?? []).map(({ TagKey, TagValue }) => [TagKey, TagValue])),
      };
      keys.save(key);
      return { KeyMetadata: describe(key, context) };
    },
    DescribeKey: ({ KeyId }, context) => ({ KeyMetadata: describe(existing(keys, clock, KeyId), context) }),
    ListKeys: (_input, context) => {
      keys.deleteDue(clock.nowMillis());
      return {
        Keys: keys.all().map(({ id }) => ({ KeyId: id, KeyArn: keyArn(id, context) })),
        Truncated: false,
      };
    },
    ScheduleKeyDeletion: ({ KeyId, PendingWindowInDays = defaultWaitDays }, context) => {
      const key = existing(keys, clock, KeyId);
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
      const key = existing(keys, clock, KeyId);
      keys.save({ ...key, deletion: undefined });
      return { KeyId: keyArn(key.id, context) };
    },
  };
}

function settingHandlers(keys: KeyRepository, clock: Clock): Handlers {
  const change = (keyId: string, changes: Partial<KeyRecord>) => {
    keys.save({ ...existing(keys, clock, keyId), ...changes });
    return {};
  };
  return {
    EnableKey: ({ KeyId }) => change(KeyId, { enabled: true }),
    DisableKey: ({ KeyId }) => change(KeyId, { enabled: false }),
    EnableKeyRotation: ({ KeyId }) => change(KeyId, { rotates: true }),
    DisableKeyRotation: ({ KeyId }) => change(KeyId, { rotates: false }),
    GetKeyRotationStatus: ({ KeyId }) => ({ KeyRotationEnabled: existing(keys, clock, KeyId).rotates }),
    UpdateKeyDescription: ({ KeyId, Description }) => change(KeyId, { description: Description }),
    PutKeyPolicy: ({ KeyId, Policy }) => change(KeyId, { policy: Policy }),
    GetKeyPolicy: ({ KeyId }) => ({ Policy: existing(keys, clock, KeyId).policy, PolicyName: 'default' }),
    TagResource: ({ KeyId, Tags }) => {
      const added = Object.fromEntries(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
      return change(KeyId, { tags: { ...existing(keys, clock, KeyId).tags, ...added } });
    },
    UntagResource: ({ KeyId, TagKeys }) => {
      const kept = Object.entries(existing(keys, clock, KeyId).tags).filter(
        ([name]) => !TagKeys.includes(name),
      );
      return change(KeyId, { tags: Object.fromEntries(kept) });
    },
    ListResourceTags: ({ KeyId }) => ({
      Tags: Object.entries(existing(keys, clock, KeyId).tags).map(([TagKey, TagValue]) => ({
        TagKey,
        TagValue,
      })),
      Truncated: false,
    }),
  };
}

function aliasHandlers(keys: KeyRepository, clock: Clock): Handlers {
  const existingAlias = (name: string): void => {
    if (keys.alias(name) === undefined) {
      throw notFound(`Alias ${name} is not found.`);
    }
  };
  return {
    CreateAlias: ({ AliasName, TargetKeyId }) => {
      if (!aliasPattern.test(AliasName)) {
        throw new AwsError('InvalidAliasNameException', `${AliasName} is no alias.`);
      }
      if (keys.alias(AliasName) !== undefined) {
        throw new AwsError('AlreadyExistsException', `An alias with the name ${AliasName} already exists`);
      }
      keys.saveAlias({ name: AliasName, keyId: existing(keys, clock, TargetKeyId).id });
      return {};
    },
    UpdateAlias: ({ AliasName, TargetKeyId }) => {
      existingAlias(AliasName);
      keys.saveAlias({ name: AliasName, keyId: existing(keys, clock, TargetKeyId).id });
      return {};
    },
    DeleteAlias: ({ AliasName }) => {
      existingAlias(AliasName);
      keys.deleteAlias(AliasName);
      return {};
    },
    ListAliases: ({ KeyId }, context) => {
      const { region, accountId } = context;
      const id = KeyId === undefined ? undefined : existing(keys, clock, KeyId).id;
      const shown = keys.aliases().filter(({ keyId }) => id === undefined || keyId === id);
      return {
        Aliases: shown.map(({ name, keyId }) => ({
          AliasName: name,
          AliasArn: `arn:aws:kms:${region}:${accountId}:${name}`,
          TargetKeyId: keyId,
        })),
        Truncated: false,
      };
    },
  };
}

/** A key by its id, its ARN, or the name or ARN of an alias. @throws AwsError NotFoundException */
function existing(keys: KeyRepository, clock: Clock, reference: string): KeyRecord {
  keys.deleteDue(clock.nowMillis());
  const name = reference.replace(/^arn:aws:kms:[^:]*:[^:]*:/, '').replace(/^key\//, '');
  const id = name.startsWith('alias/') ? keys.alias(name)?.keyId : name;
  const key = id === undefined ? undefined : keys.find(id);
  if (key === undefined) {
    throw notFound(`Key '${reference}' does not exist`);
  }
  return key;
}

function notFound(message: string): AwsError {
  return new AwsError('NotFoundException', message);
}

function pendingDeletion(arn: string): AwsError {
  return new AwsError('KMSInvalidStateException', `${arn} is pending deletion.`);
}

function describe({ id, created, description, enabled, deletion }: KeyRecord, context: RequestContext) {
  const state = deletion !== undefined ? 'PendingDeletion' : enabled ? 'Enabled' : 'Disabled';
  return {
    KeyId: id,
    Arn: keyArn(id, context),
    AWSAccountId: context.accountId,
    CreationDate: new Date(created),
    Description: description,
    Enabled: enabled,
    KeyState: state,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    DeletionDate: deletion === undefined ? undefined : new Date(deletion),
  } as const;
}

function keyArn(id: string, { region, accountId }: RequestContext): string {
  return `arn:aws:kms:${region}:${accountId}:key/${id}`;
}

function defaultPolicy({ accountId }: RequestContext): string {
  const root = { AWS: `arn:aws:iam::${accountId}:root` };
  const Statement = [{ Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement });
}
