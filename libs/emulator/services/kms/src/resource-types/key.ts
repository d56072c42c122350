import assert from 'node:assert/strict';
import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { afterCreating, bool, document, int, tags, tagMap, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({
  KeyPolicy: document.optional(),
  Description: z.string().optional(),
  EnableKeyRotation: bool.optional(),
  PendingWindowInDays: int.optional(),
  Tags: tags,
});

/** AWS::KMS::Key, symmetric. Deleting it schedules its deletion, as KMS does. */
export function kmsKey(clients: OwnClients): ResourceType<z.infer<typeof schema>> {
  return {
    typeName: 'AWS::KMS::Key',
    replaceOn: [],
    schema,
    create: async ({ KeyPolicy, Description, EnableKeyRotation: rotates, Tags: own }, context) => {
      const kms = await clients.kms();
      const keyTags = Object.entries(tagMap(own, context)).map(([TagKey, TagValue]) => ({
        TagKey,
        TagValue,
      }));
      const { KeyMetadata: key } = await kms.createKey({ Policy: KeyPolicy, Description, Tags: keyTags });
      assert(key?.KeyId !== undefined, 'KMS answers with the key that it made');
      const { KeyId, Arn } = key;
      if (rotates === true) {
        await afterCreating(KeyId, () => kms.enableKeyRotation({ KeyId }));
      }
      return { physicalId: KeyId, attributes: { Arn, KeyId } };
    },
    update: async ({ KeyPolicy, Description = '', EnableKeyRotation: rotates }, previous, KeyId) => {
      const kms = await clients.kms();
      if (KeyPolicy !== undefined) {
        await kms.putKeyPolicy({ KeyId, Policy: KeyPolicy });
      }
      await kms.updateKeyDescription({ KeyId, Description });
      await (rotates === true ? kms.enableKeyRotation({ KeyId }) : kms.disableKeyRotation({ KeyId }));
      return { physicalId: KeyId, attributes: previous.attributes };
    },
    delete: async (KeyId, { PendingWindowInDays }) =>
      unlessGone((await clients.kms()).scheduleKeyDeletion({ KeyId, PendingWindowInDays })),
  };
}
