import { AwsError } from '@fleet/aws-wire';
import type { KeyRecord } from './key-repository';
import { checkedPolicy, existingKey } from './keys';
import type { KmsHandlers, KmsParts } from './kms-parts';

/** The operations that configure a key: whether it is enabled, its rotation, its policy, its tags. */
export function keySettingHandlers(parts: KmsParts): KmsHandlers {
  const { keys } = parts;
  const change = (keyId: string, changes: Partial<KeyRecord>) => {
    keys.save({ ...existingKey(parts, keyId), ...changes });
    return {};
  };
  return {
    EnableKey: ({ KeyId }) => change(KeyId, { enabled: true }),
    DisableKey: ({ KeyId }) => change(KeyId, { enabled: false }),
    EnableKeyRotation: ({ KeyId }) => {
      // API reference: only symmetric encryption keys rotate.
      if (existingKey(parts, KeyId).signingKey !== undefined) {
        throw new AwsError('UnsupportedOperationException', `${KeyId} is an asymmetric key.`);
      }
      return change(KeyId, { rotates: true });
    },
    DisableKeyRotation: ({ KeyId }) => change(KeyId, { rotates: false }),
    GetKeyRotationStatus: ({ KeyId }) => ({ KeyRotationEnabled: existingKey(parts, KeyId).rotates }),
    UpdateKeyDescription: ({ KeyId, Description }) => change(KeyId, { description: Description }),
    PutKeyPolicy: ({ KeyId, Policy }) => change(KeyId, { policy: checkedPolicy(Policy) }),
    GetKeyPolicy: ({ KeyId }) => ({ Policy: existingKey(parts, KeyId).policy, PolicyName: 'default' }),
    TagResource: ({ KeyId, Tags }) => {
      const added = Object.fromEntries(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
      return change(KeyId, { tags: { ...existingKey(parts, KeyId).tags, ...added } });
    },
    UntagResource: ({ KeyId, TagKeys }) => {
      const kept = Object.entries(existingKey(parts, KeyId).tags).filter(([name]) => !TagKeys.includes(name));
      return change(KeyId, { tags: Object.fromEntries(kept) });
    },
    ListResourceTags: ({ KeyId }) => ({
      Tags: Object.entries(existingKey(parts, KeyId).tags).map(([TagKey, TagValue]) => ({
        TagKey,
        TagValue,
      })),
      Truncated: false,
    }),
  };
}
